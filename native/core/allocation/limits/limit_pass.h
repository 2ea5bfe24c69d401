// Everybody's choice at the prices of several limits.
#pragma once

#include <span>

#include "core/allocation/choice.h"
#include "core/allocation/repair.h"
#include "core/allocation/single_budget.h"

namespace winback::allocation {

struct LimitAssignment {
  Int128 worth = 0;  // sum of the best reduced values, times the denominator
  Int128 profit = 0;
  Int128 spent = 0;
  std::vector<int64_t> used;
  std::vector<LimitMove> moves;
  bool too_many = false;
};

struct LimitRequest {
  std::vector<int64_t> numerators;
  int64_t denominator = 1;
  Extent extent;
  double mu = 1;            // micro-yuan: between choices this close the user's key decides
  double losses_below = 0;  // micro-yuan: moves to collect
  // Where not empty: only moves that bring some limit marked 1 nearer to its amount.
  std::vector<uint8_t> helps;
};

// Everybody's best action; of choices that are worth about the same, shares as in the smoothed
// dual.
LimitAssignment AssignWithLimits(UserSource const& source, std::vector<Limit> const& limits,
                                 LimitRequest const& request, SearchLimits const& work,
                                 std::span<uint8_t> action);

}  // namespace winback::allocation
