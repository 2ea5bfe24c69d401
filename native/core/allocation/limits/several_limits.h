// Plans under several limits at once: a Lagrangian bound, and a plan repaired to break no limit.
#pragma once

#include "core/allocation/limits.h"
#include "core/allocation/single_budget.h"

namespace winback::allocation {

struct SeveralPlan {
  std::vector<uint8_t> action;  // one a user, kNoAction for none
  Int128 spent = 0;             // fen in all
  Int128 profit = 0;            // micro-yuan
  Int128 dual_bound = 0;        // no plan inside the limits earns more; rounded down
  std::vector<Price> prices;    // one a limit, equal denominators
};

// 1. prices from a sample of users (chosen by key) by the smoothed dual,
// 2. made exact on all users whose choice could still depend on them,
// 3. everybody's best choice at those prices, in integers: the bound and a nearly feasible plan,
// 4. repair by moves that give up little, then use of what is left.
// Same plan for any thread count and, when keys are the users' own, any order. Throws kBadInput
// (first bad row, or limits that cannot be met together), kAborted.
SeveralPlan PlanForLimits(UserSource const& source, std::vector<Limit> const& limits,
                          SearchLimits const& work);

}  // namespace winback::allocation
