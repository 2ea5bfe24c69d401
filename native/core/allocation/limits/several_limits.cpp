#include "core/allocation/limits/several_limits.h"

#include <algorithm>
#include <cmath>

#include "core/allocation/column_source.h"
#include "core/allocation/limits/limit_pass.h"
#include "core/allocation/limits/limit_survey.h"
#include "core/allocation/limits/smooth_dual.h"

namespace winback::allocation {
namespace {

constexpr double kSampleUsers = 400000;
constexpr size_t kMostOpenUsers = 800000;  // 130 MB of 8 actions
constexpr double kWantedMoves = 200000;
constexpr double kSplitUsers = 30;  // torn between choices at the end: smooth enough for Newton
constexpr size_t kFewUsers = 30000;
constexpr int kRounds = 8;
// Prices are whole 2^-16 micro-yuan a fen: rounding them moves the bound by less than a yuan in a
// budget of a billion.
constexpr int64_t kDenominator = int64_t{1} << 16;

class SeveralPlanner {
 public:
  SeveralPlanner(UserSource const& source, std::vector<Limit> const& limits,
                 SearchLimits const& work)
      : source_(source), limits_(limits), work_(work), high_(limits.size(), 1e15) {}

  SeveralPlan Run() {
    auto const users = static_cast<double>(source_.Users());
    share_ = std::min(1.0, kSampleUsers / std::max(users, 1.0));
    WithFirstBadRow(source_, [&] { survey_ = SurveyMarket(source_, share_, work_); });
    last_mu_ = survey_.mean_best * 1e-9;
    FindPrices();
    return Finish();
  }

 private:
  DualProblem Problem(MarketSample const& market, double weight) const {
    int const patience = market.Users() < kFewUsers ? 30 : 8;
    DualProblem problem{&market, &limits_, {}, weight, patience, work_.threads, work_.stop};
    for (auto const& limit : limits_) {
      problem.amounts.push_back(limit.Sign() * static_cast<double>(limit.amount));
    }
    return problem;
  }

  void FindPrices() {
    auto const sampled = static_cast<double>(survey_.sample.Users());
    double const weight = static_cast<double>(source_.Users()) / std::max(sampled, 1.0);
    std::vector<double> const low(limits_.size(), 0);
    double const mean = survey_.mean_best;
    prices_ = MinimiseDual(Problem(survey_.sample, weight), low, low, high_, mean * 0.3,
                           share_ < 1 ? mean * 1e-4 : last_mu_);
    if (share_ >= 1) return;
    last_mu_ = std::max(last_mu_, MoveLoss() * kSplitUsers / kWantedMoves);
    double width = 0.1;
    for (int round = 0; round < kRounds; ++round) {
      auto const slack = Slack(width);
      auto const open = FindOpenUsers(source_, limits_, prices_, slack, kMostOpenUsers, work_);
      if (open.too_many) {
        width /= 2;
        continue;
      }
      if (SolveOpen(open, slack)) return;
    }
  }

  // How far each price may be from the sample's: a share of it, and of what a use is worth.
  std::vector<double> Slack(double width) const {
    std::vector<double> slack(limits_.size());
    for (size_t k = 0; k < limits_.size(); ++k) {
      slack[k] = width * (prices_[k] + 0.1 * survey_.mean_best / TypicalUse(limits_[k]));
    }
    return slack;
  }

  // Of one of the limit's actions that costs something.
  double TypicalUse(Limit const& limit) const {
    if (!limit.spend) return 1;
    auto const actions = static_cast<size_t>(source_.Actions());
    double sum = 0;
    double count = 0;
    for (size_t at = 0; at < survey_.sample.cost.size(); ++at) {
      size_t const user = at / actions;
      if (!limit.Counts(survey_.sample.group[user], static_cast<int>(at % actions))) continue;
      sum += std::abs(survey_.sample.cost[at]);
      count += survey_.sample.cost[at] != 0;
    }
    return count == 0 ? 1 : sum / count;
  }

  // Whether the least dual lies inside the box, and so is the least of all.
  bool SolveOpen(OpenUsers const& open, std::vector<double> const& slack) {
    auto problem = Problem(open.users, 1);
    std::vector<double> low(limits_.size());
    std::vector<double> high(limits_.size());
    for (size_t k = 0; k < limits_.size(); ++k) {
      problem.amounts[k] -= open.fixed_use[k];
      low[k] = std::max(0.0, prices_[k] - slack[k]);
      high[k] = prices_[k] + slack[k];
    }
    prices_ = MinimiseDual(problem, prices_, low, high, survey_.mean_best * 1e-3, last_mu_);
    for (size_t k = 0; k < limits_.size(); ++k) {
      if ((prices_[k] <= low[k] && low[k] > 0) || prices_[k] >= high[k]) return false;
    }
    return true;
  }

  // The loss below which about kWantedMoves moves lie, read off the sample.
  double MoveLoss() const {
    auto const& sample = survey_.sample;
    auto const actions = static_cast<size_t>(source_.Actions());
    double const wanted = kWantedMoves * share_;
    Charges<double> const charges(limits_, prices_, GroupsOf(limits_), source_.Actions());
    std::vector<double> losses;
    for (size_t user = 0; user < sample.Users(); ++user) {
      std::array<double, kMaxActions + 1> worth{};
      for (size_t j = 0; j < actions; ++j) {
        size_t const at = user * actions + j;
        bool const open = ((sample.allowed[user] >> j) & 1) != 0;
        worth[j + 1] = open ? sample.value[at] - charges.Of(sample.group[user], static_cast<int>(j),
                                                            sample.cost[at])
                            : 0;
      }
      double const best = *std::max_element(worth.begin(), worth.begin() + actions + 1);
      for (size_t c = 0; c <= actions; ++c) losses.push_back(best - worth[c]);
    }
    auto const rank = static_cast<size_t>(wanted) + sample.Users();
    if (rank >= losses.size()) return std::numeric_limits<double>::infinity();
    auto const at = losses.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(losses.begin(), at, losses.end());
    return *at;
  }

  SeveralPlan Finish() {
    LimitRequest request;
    request.denominator = kDenominator;
    request.extent = survey_.extent;
    request.mu = last_mu_;
    for (double const price : prices_) {
      request.numerators.push_back(std::llround(price * static_cast<double>(kDenominator)));
    }
    SeveralPlan plan;
    plan.action.resize(static_cast<size_t>(source_.Users()));
    request.losses_below = MoveLoss();
    for (int round = 0; round < kRounds; ++round) {
      auto const assigned = AssignWithLimits(source_, limits_, request, work_, plan.action);
      if (assigned.too_many) {
        request.losses_below = std::min(request.losses_below / 4, survey_.extent.value);
        continue;
      }
      auto const repaired = Repair(limits_, prices_, assigned.used, assigned.moves);
      if (repaired.feasible) return Complete(std::move(plan), request, assigned, repaired);
      // Far from feasible: only moves that help, but dearer ones.
      request.helps = BrokenBy(repaired.used);
      request.losses_below *= 10;
    }
    throw Error(ErrorCode::kBadInput,
                "no plan was found that meets all limits together: raise a maximum or lower a "
                "minimum");
  }

  std::vector<uint8_t> BrokenBy(std::vector<int64_t> const& used) const {
    std::vector<uint8_t> broken;
    for (size_t k = 0; k < limits_.size(); ++k) {
      auto const& limit = limits_[k];
      broken.push_back(limit.at_most ? used[k] > limit.amount : used[k] < limit.amount);
    }
    return broken;
  }

  SeveralPlan Complete(SeveralPlan plan, LimitRequest const& request,
                       LimitAssignment const& assigned, RepairResult const& repaired) const {
    plan.profit = assigned.profit;
    plan.spent = assigned.spent;
    for (auto const& move : repaired.chosen) {
      plan.action[static_cast<size_t>(move.row)] = move.to;
      plan.profit += move.value;
      plan.spent += move.cost_to - move.cost_from;
    }
    Int128 bound = assigned.worth;
    for (size_t k = 0; k < limits_.size(); ++k) {
      Int128 const whole = static_cast<Int128>(request.numerators[k]) * limits_[k].amount;
      bound += limits_[k].at_most ? whole : -whole;
      plan.prices.push_back({request.numerators[k], kDenominator});
    }
    plan.dual_bound = FloorDivide(bound, kDenominator);
    return plan;
  }

  UserSource const& source_;
  std::vector<Limit> const& limits_;
  SearchLimits const& work_;
  std::vector<double> high_;
  double share_ = 1;
  double last_mu_ = 1;
  Survey survey_;
  std::vector<double> prices_;
};

}  // namespace

SeveralPlan PlanForLimits(UserSource const& source, std::vector<Limit> const& limits,
                          SearchLimits const& work) {
  Require(!limits.empty() && limits.size() <= kMaxLimits,
          "a plan takes 1 to " + std::to_string(kMaxLimits) + " limits");
  for (auto const& limit : limits) Require(limit.amount >= 0, "a limit must be >= 0");
  return SeveralPlanner(source, limits, work).Run();
}

}  // namespace winback::allocation
