// One pass over the users at a price: everybody's best action, the exact bound, and the moves that
// give up little.
#pragma once

#include <span>
#include <vector>

#include "core/allocation/core_search.h"
#include "core/allocation/single_budget.h"

namespace winback::allocation {

inline constexpr size_t kTieBuckets = 4096;
inline constexpr uint64_t kTieBucketKeys = ~uint64_t{0} / kTieBuckets + 1;

struct AssignmentRequest {
  Price price;
  Extent extent;
  Int128 losses_below = 0;  // moves to collect
  // Of users with several best actions, those with a smaller key take the dearest, the others the
  // cheapest.
  uint64_t dearest_below = 0;
  // Free moves are collected of users with keys from `dearest_below` to this much above.
  uint64_t tie_keys = ~uint64_t{0};
};

struct Assignment {
  Int128 worth = 0;  // sum of the best reduced values, times the denominator
  Int128 spent = 0;
  Int128 profit = 0;
  std::vector<Move> moves;
  bool too_many_moves = false;    // more than kMaxMoves: `moves` is not complete
  std::vector<int64_t> tie_cost;  // by key bucket: fen from cheapest to dearest best action
  int64_t ties = 0;               // users with a dearer best action
};

inline constexpr size_t kMaxMoves = size_t{1} << 20;

// Writes `action` (one a user) and returns the sums. The result does not depend on
// `limits.threads`.
Assignment Assign(UserSource const& source, AssignmentRequest const& request,
                  SearchLimits const& limits, std::span<uint8_t> action);

}  // namespace winback::allocation
