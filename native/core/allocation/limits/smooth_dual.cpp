#include "core/allocation/limits/smooth_dual.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace winback::allocation {
namespace {

constexpr int64_t kTasks = 64;      // fixed, so that sums round alike for any thread count
constexpr double kFall = 0.25;      // of mu from level to level
constexpr double kEnough = 1e-10;   // of the dual: a smaller promised decrease is not worth a look
constexpr double kNegligible = 36;  // exp(-36) is below a double's resolution beside 1

struct Uses {
  std::array<double, kMaxLimits> of;  // by limit
};

class Evaluation {
 public:
  Evaluation(DualProblem const& problem, std::vector<double> const& prices, double mu)
      : p_(problem),
        limits_(*problem.limits),
        market_(*problem.market),
        mu_(mu),
        charges_(limits_, prices, GroupsOf(limits_), market_.actions) {}

  void Add(size_t user, DualPoint& sum) const {
    std::array<double, kMaxActions + 1> z;
    std::array<int, kMaxActions + 1> action;
    size_t choices = 1;
    z[0] = 0;
    action[0] = -1;
    double best = 0;
    size_t chosen = 0;
    int const group = market_.group[user];
    for (int j = 0; j < market_.actions; ++j) {
      if (((market_.allowed[user] >> j) & 1) == 0) continue;
      size_t const at = user * static_cast<size_t>(market_.actions) + static_cast<size_t>(j);
      double const worth = market_.value[at] - charges_.Of(group, j, market_.cost[at]);
      if (worth > best) {
        best = worth;
        chosen = choices;
      }
      z[choices] = worth;
      action[choices++] = j;
    }
    sum.sharp += best;
    AddUse(user, action[chosen], 1, sum.use);
    double total = 0;
    for (size_t c = 0; c < choices; ++c) {
      double const below = (best - z[c]) / mu_;
      z[c] = below > kNegligible ? 0 : std::exp(-below);
      total += z[c];
    }
    sum.smooth += best + mu_ * std::log(total);
    if (total - 1 < 1e-15) {
      AddUse(user, action[chosen], -1, sum.gradient);
      return;
    }
    AddCurvature(user, choices, z, action, total, sum);
  }

 private:
  double Use(size_t limit, size_t user, int action) const {
    auto const& l = limits_[limit];
    if (action < 0 || !l.Counts(market_.group[user], action)) return 0;
    size_t const at = user * static_cast<size_t>(market_.actions) + static_cast<size_t>(action);
    return l.Sign() * (l.spend ? market_.cost[at] : 1);
  }

  void AddUse(size_t user, int action, double times, std::vector<double>& to) const {
    if (action < 0) return;
    for (size_t k = 0; k < limits_.size(); ++k) to[k] += times * Use(k, user, action);
  }

  void AddCurvature(size_t user, size_t choices, std::array<double, kMaxActions + 1> const& weight,
                    std::array<int, kMaxActions + 1> const& action, double total,
                    DualPoint& sum) const {
    size_t const limits = limits_.size();
    Uses mean{};
    Uses use;
    for (size_t c = 0; c < choices; ++c) {
      double const share = weight[c] / total;
      if (share == 0) continue;
      for (size_t k = 0; k < limits; ++k) use.of[k] = Use(k, user, action[c]);
      for (size_t k = 0; k < limits; ++k) mean.of[k] += share * use.of[k];
      for (size_t k = 0; k < limits; ++k) {
        if (use.of[k] == 0) continue;
        for (size_t l = 0; l < limits; ++l) {
          sum.hessian[k * limits + l] += share * use.of[k] * use.of[l] / mu_;
        }
      }
    }
    for (size_t k = 0; k < limits; ++k) {
      sum.gradient[k] -= mean.of[k];
      for (size_t l = 0; l < limits; ++l) {
        sum.hessian[k * limits + l] -= mean.of[k] * mean.of[l] / mu_;
      }
    }
  }

  DualProblem const& p_;
  std::vector<Limit> const& limits_;
  MarketSample const& market_;
  double mu_;
  Charges<double> charges_;
};

DualPoint EmptyPoint(size_t limits) {
  return {0, 0, std::vector<double>(limits), std::vector<double>(limits * limits),
          std::vector<double>(limits)};
}

// Solves (h + ridge) x = g for the free coordinates by Cholesky; the others stay 0.
std::vector<double> NewtonStep(DualPoint const& at, std::vector<bool> const& fixed) {
  size_t const n = at.gradient.size();
  std::vector<size_t> free;
  for (size_t k = 0; k < n; ++k) {
    if (!fixed[k]) free.push_back(k);
  }
  size_t const m = free.size();
  std::vector<double> factor(m * m, 0);
  std::vector<double> x(m, 0);
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double sum = at.hessian[free[i] * n + free[j]];
      if (i == j) sum = sum * (1 + 1e-9) + 1e-300;
      for (size_t k = 0; k < j; ++k) sum -= factor[i * m + k] * factor[j * m + k];
      if (i == j) {
        double const diagonal = at.hessian[free[i] * n + free[i]];
        factor[i * m + i] = std::sqrt(std::max(sum, diagonal * 1e-12 + 1e-300));
      } else {
        factor[i * m + j] = sum / factor[j * m + j];
      }
    }
  }
  for (size_t i = 0; i < m; ++i) {
    double sum = -at.gradient[free[i]];
    for (size_t k = 0; k < i; ++k) sum -= factor[i * m + k] * x[k];
    x[i] = sum / factor[i * m + i];
  }
  for (size_t i = m; i-- > 0;) {
    for (size_t k = i + 1; k < m; ++k) x[i] -= factor[k * m + i] * x[k];
    x[i] /= factor[i * m + i];
  }
  std::vector<double> step(n, 0);
  for (size_t i = 0; i < m; ++i) step[free[i]] = x[i];
  return step;
}

}  // namespace

DualPoint Evaluate(DualProblem const& problem, std::vector<double> const& prices, double mu) {
  CheckStop(problem.stop);
  size_t const limits = prices.size();
  auto const users = static_cast<int64_t>(problem.market->Users());
  Evaluation const evaluation(problem, prices, mu);
  std::vector<DualPoint> parts(kTasks, EmptyPoint(limits));
  ParallelFor(kTasks, problem.threads, [&](int64_t task) {
    auto& part = parts[static_cast<size_t>(task)];
    int64_t const end = users * (task + 1) / kTasks;
    for (int64_t user = users * task / kTasks; user < end; ++user) {
      evaluation.Add(static_cast<size_t>(user), part);
    }
  });
  DualPoint total = EmptyPoint(limits);
  for (auto const& part : parts) {
    total.smooth += problem.weight * part.smooth;
    total.sharp += problem.weight * part.sharp;
    for (size_t k = 0; k < limits; ++k) total.gradient[k] += problem.weight * part.gradient[k];
    for (size_t k = 0; k < limits; ++k) total.use[k] += problem.weight * part.use[k];
    for (size_t k = 0; k < limits * limits; ++k) {
      total.hessian[k] += problem.weight * part.hessian[k];
    }
  }
  for (size_t k = 0; k < limits; ++k) {
    total.gradient[k] += problem.amounts[k];
    total.smooth += prices[k] * problem.amounts[k];
    total.sharp += prices[k] * problem.amounts[k];
  }
  return total;
}

std::vector<double> MinimiseDual(DualProblem const& problem, std::vector<double> prices,
                                 std::vector<double> const& low, std::vector<double> const& high,
                                 double first_mu, double last_mu) {
  size_t const n = prices.size();
  auto best = prices;
  double least = std::numeric_limits<double>::infinity();
  double const shortest = std::pow(10.0, -0.4 * problem.patience);
  for (double mu = first_mu;; mu = std::max(mu * kFall, last_mu)) {
    DualPoint at = Evaluate(problem, prices, mu);
    for (int step = 0; step < problem.patience; ++step) {
      if (at.sharp < least) {
        least = at.sharp;
        best = prices;
      }
      std::vector<bool> fixed(n);
      for (size_t k = 0; k < n; ++k) {
        fixed[k] = (prices[k] <= low[k] && at.gradient[k] >= 0) ||
                   (prices[k] >= high[k] && at.gradient[k] <= 0);
      }
      auto const move = NewtonStep(at, fixed);
      double decrease = 0;
      for (size_t k = 0; k < n; ++k) decrease -= at.gradient[k] * move[k];
      if (decrease <= kEnough * std::abs(at.smooth)) break;
      bool moved = false;
      for (double length = 1; length > shortest && !moved; length *= 0.4) {
        auto next = prices;
        for (size_t k = 0; k < n; ++k) {
          next[k] = std::clamp(prices[k] + length * move[k], low[k], high[k]);
        }
        DualPoint there = Evaluate(problem, next, mu);
        if (there.smooth > at.smooth - 1e-4 * length * decrease) continue;
        prices = std::move(next);
        at = std::move(there);
        moved = true;
      }
      if (!moved) break;
    }
    if (mu <= last_mu) break;
  }
  return best;
}

}  // namespace winback::allocation
