// The best plan for one budget, proven.
#pragma once

#include <memory>

#include "core/allocation/slopes.h"

namespace winback::allocation {

struct SearchLimits {
  int threads = 1;
  // States the core search may look at; a plan whose proof needs more is returned with its gap.
  int64_t effort = int64_t{400} * 1000 * 1000;
  StopToken const* stop = nullptr;
};

// Whole numbers: fen, and micro-yuan; `upper_bound` and `dual_bound` rounded down, which an integer
// optimum allows.
struct SinglePlan {
  std::vector<uint8_t> action;  // one a user, kNoAction for none
  Int128 spent = 0;
  Int128 profit = 0;
  Int128 dual_bound = 0;   // price x budget + sum of the best reduced values
  Int128 upper_bound = 0;  // <= dual_bound, proven by the core search; == profit when optimal
  Price price;
  int64_t core_users = 0;
  int64_t core_states = 0;
  bool binding = false;
  MarketCurve market;
};

// Maximises the summed value over plans that give each user at most one action and cost at most
// `budget` fen (>= 0; rounded down to CostUnit). Same plan for any thread count; the same users get
// the same actions in any order when every user has a key of his own. Ties: see Choose and
// SearchCore. Throws kBadInput (first bad row), kAborted.
SinglePlan PlanForBudget(UserSource const& source, Int128 budget, SearchLimits const& limits);

}  // namespace winback::allocation
