// Makes a nearly feasible plan feasible at little loss, and then uses what the limits leave.
#pragma once

#include <vector>

#include "core/allocation/limits.h"

namespace winback::allocation {

// Another action for one user. `loss` is the reduced value given up, which may be negative.
struct LimitMove {
  int64_t row = 0;
  uint64_t key = 0;
  double loss = 0;
  int64_t value = 0;      // micro-yuan gained, before prices
  int64_t cost_from = 0;  // fen of the action now
  int64_t cost_to = 0;
  int32_t group = 0;
  uint8_t from = 0;
  uint8_t to = 0;
};

struct RepairResult {
  bool feasible = false;
  std::vector<LimitMove> chosen;  // at most one a user
  std::vector<int64_t> used;      // of every limit afterwards
};

// `used` is what the plan uses of each limit before; `prices` are those of the moves' losses.
// Deterministic.
RepairResult Repair(std::vector<Limit> const& limits, std::vector<double> const& prices,
                    std::vector<int64_t> used, std::vector<LimitMove> const& moves);

}  // namespace winback::allocation
