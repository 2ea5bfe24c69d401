// The Lagrangian dual of several limits, made smooth: each user's best reduced value
//   max_j z_j, z_j = value_j - sum_k price_k x use_kj, z of no action = 0
// becomes mu x log sum_j exp(z_j / mu), at most mu x log(actions + 1) above it (Nesterov,
// Mathematical Programming 103, 2005). Convex and twice differentiable, so a projected Newton
// method follows its minimum as mu falls, to the dual's own.
#pragma once

#include <vector>

#include "core/allocation/limits.h"
#include "core/allocation/market_sample.h"
#include "core/base/stop_token.h"

namespace winback::allocation {

struct DualProblem {
  MarketSample const* market = nullptr;
  std::vector<Limit> const* limits = nullptr;
  std::vector<double> amounts;  // left of each limit for these users, as Limit::Sign says
  double weight = 1;            // users that each user of the sample stands for
  int patience = 8;  // Newton steps at each mu; few users make a rougher dual, and cheap looks
  int threads = 1;
  StopToken const* stop = nullptr;
};

struct DualPoint {
  double smooth = 0;             // the smoothed dual
  double sharp = 0;              // the dual itself
  std::vector<double> gradient;  // by price
  std::vector<double> hessian;   // row-major
  std::vector<double> use;       // of everybody's best action, as Limit::Sign says
};

// One look at all users of the sample. Same result for any thread count.
DualPoint Evaluate(DualProblem const& problem, std::vector<double> const& prices, double mu);

// The prices >= 0, inside [low, high], with the least sharp dual seen while mu falls from `first`
// to `last`.
std::vector<double> MinimiseDual(DualProblem const& problem, std::vector<double> prices,
                                 std::vector<double> const& low, std::vector<double> const& high,
                                 double first_mu, double last_mu);

}  // namespace winback::allocation
