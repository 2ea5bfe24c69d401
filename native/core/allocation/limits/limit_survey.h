// What the planner of several limits needs to know before it knows the prices.
#pragma once

#include "core/allocation/choice.h"
#include "core/allocation/limits.h"
#include "core/allocation/market_sample.h"
#include "core/allocation/single_budget.h"

namespace winback::allocation {

// First look: how large the numbers are, and a sample.
struct Survey {
  Extent extent;
  double mean_best = 0;  // micro-yuan, of users whom some action is worth something to
  MarketSample sample;   // users with keys below the share asked for
};
Survey SurveyMarket(UserSource const& source, double share, SearchLimits const& work);

// Users whose best choice may change while every price k stays within `slack[k]` of `prices[k]`,
// and what the others use (as Limit::Sign says).
struct OpenUsers {
  MarketSample users;
  std::vector<double> fixed_use;
  bool too_many = false;
};
OpenUsers FindOpenUsers(UserSource const& source, std::vector<Limit> const& limits,
                        std::vector<double> const& prices, std::vector<double> const& slack,
                        size_t most_users, SearchLimits const& work);

}  // namespace winback::allocation
