#include "core/allocation/single_budget.h"

#include <cmath>
#include <numbers>
#include <tuple>
#include <unordered_set>

#include "core/allocation/assignment.h"
#include "core/allocation/column_source.h"
#include "core/allocation/price.h"

namespace winback::allocation {
namespace {

constexpr Int128 kEverything = Int128{1} << 110;
constexpr int64_t kCoreMoves = 20000;  // wanted at first; most proofs look at a few hundred
constexpr int64_t kManyTies = 1 << 16;

// A loss below which about kCoreMoves moves lie, read off the histogram around the price: a step
// whose slope is off by a share e of the price gives up e x price x its cost. A function of the
// multiset of users, as everything that the plan depends on.
Int128 CoreLoss(MarketCurve const& market, Price price) {
  double const slope =
      static_cast<double>(price.numerator) / static_cast<double>(price.denominator);
  auto const middle = static_cast<int64_t>(market.range.Bucket(std::bit_cast<uint64_t>(slope)));
  auto const buckets = static_cast<int64_t>(market.buckets.size());
  int64_t steps = 0;
  int64_t cost = 0;
  auto add = [&](int64_t bucket) {
    if (bucket < 0 || bucket >= buckets) return;
    steps += market.buckets[static_cast<size_t>(bucket)].steps;
    cost += market.buckets[static_cast<size_t>(bucket)].cost;
  };
  add(middle);
  for (int64_t width = 1; width < 1024; ++width) {
    if (steps >= kCoreMoves) {
      // 2^(width / 1024) - 1. Not by exp2: glibc's has other last bits on ARM than on x86.
      double const share = std::expm1(static_cast<double>(width) * (std::numbers::ln2 / 1024));
      double const mean = static_cast<double>(cost) / static_cast<double>(steps);
      return static_cast<Int128>(share * mean * static_cast<double>(price.numerator)) + 1;
    }
    add(middle - width);
    add(middle + width);
  }
  return kEverything;
}

class Planner {
 public:
  Planner(UserSource const& source, Int128 budget, SearchLimits const& limits, SinglePlan& plan)
      : source_(source), budget_(budget), limits_(limits), plan_(plan) {
    request_.price = plan.price;
    request_.extent = plan.market.extent;
  }

  void Run() {
    request_.losses_below = CoreLoss(plan_.market, plan_.price);
    assigned_ = Assigned();
    MakeAffordable();
    if (assigned_.ties > kManyTies) ShareTies();
    while (assigned_.too_many_moves && request_.losses_below > 1) {
      request_.losses_below /= 16;
      assigned_ = Assigned();
    }
    bound_ = assigned_.worth + budget_ * plan_.price.numerator;
    FillTies();
    gap_ = Slack() * plan_.price.numerator;
    proven_below_ = 0;
    Search();
    Finish();
  }

 private:
  Assignment Assigned() { return Assign(source_, request_, limits_, plan_.action); }
  Int128 Slack() const { return budget_ - assigned_.spent; }

  // The price is off by the rounding of the hulls: without it the cheapest best actions fit.
  void MakeAffordable() {
    for (int shift = 40; assigned_.spent > budget_; shift = shift > 8 ? shift - 8 : shift) {
      auto& price = request_.price;
      price.numerator += std::max<int64_t>(1, price.numerator >> shift);
      plan_.price = price;
      assigned_ = Assigned();
    }
  }

  // So many users are torn between two actions that only their keys can tell who gets the dearer
  // one: whole ranges of keys first, then FillTies within the range where the money ends.
  void ShareTies() {
    Int128 left = Slack();
    size_t bucket = 0;
    while (bucket + 1 < kTieBuckets && assigned_.tie_cost[bucket] <= left) {
      left -= assigned_.tie_cost[bucket++];
    }
    request_.dearest_below = bucket * kTieBucketKeys;
    request_.tie_keys = kTieBucketKeys - 1;
    all_ties_ = false;
    assigned_ = Assigned();
  }

  // Spends the slack on free moves, dearest first: they stay on the bound.
  void FillTies() {
    auto& moves = assigned_.moves;
    std::vector<size_t> free;
    for (size_t m = 0; m < moves.size(); ++m) {
      if (moves[m].loss == 0 && moves[m].cost > 0) free.push_back(m);
    }
    std::sort(free.begin(), free.end(), [&](size_t a, size_t b) {
      return std::tuple(-moves[a].cost, moves[a].key, moves[a].user, moves[a].action) <
             std::tuple(-moves[b].cost, moves[b].key, moves[b].user, moves[b].action);
    });
    std::unordered_set<int64_t> seen;
    std::vector<std::pair<int64_t, int64_t>> moved;  // user, fen
    for (size_t const m : free) {
      if (moves[m].cost > Slack() || !seen.insert(moves[m].user).second) continue;
      moved.emplace_back(moves[m].user, moves[m].cost);
      std::swap(plan_.action[static_cast<size_t>(moves[m].user)], moves[m].action);
      int64_t const fen = moves[m].cost;
      assigned_.spent += fen;
      assigned_.profit +=
          static_cast<Int128>(fen) * plan_.price.numerator / plan_.price.denominator;
      moves[m].cost = 0;  // seen from the new action, the old one is `fen` cheaper: below
    }
    std::sort(moved.begin(), moved.end());
    for (auto& move : moves) {
      auto const at =
          std::lower_bound(moved.begin(), moved.end(), std::pair(move.user, int64_t{0}));
      if (at != moved.end() && at->first == move.user) move.cost -= at->second;
    }
  }

  void Search() {
    for (;;) {
      CoreProblem problem;
      problem.moves = std::move(assigned_.moves);
      problem.price = plan_.price;
      problem.slack = static_cast<int64_t>(Slack());
      problem.gap = gap_;
      problem.collected_below = all_ties_ ? request_.losses_below : 0;
      problem.effort = limits_.effort - plan_.core_states;
      problem.stop = limits_.stop;
      bool const usable = !assigned_.too_many_moves;
      if (!usable) return;
      auto solution = SearchCore(std::move(problem));
      plan_.core_users = solution.users;
      plan_.core_states += solution.states;
      if (solution.improved) chosen_ = std::move(solution.chosen);
      gap_ = solution.gap;
      proven_below_ = std::max(proven_below_, solution.proven_below);
      bool const wider = proven_below_ < gap_ && all_ties_ &&
                         solution.proven_below == request_.losses_below &&
                         plan_.core_states < limits_.effort;
      if (!wider) return;
      request_.losses_below = std::min(gap_, request_.losses_below * 16);
      assigned_ = Assigned();
      FillTies();
    }
  }

  void Finish() {
    for (Move const& move : chosen_) {
      plan_.action[static_cast<size_t>(move.user)] = move.action;
      assigned_.spent += move.cost;
      assigned_.profit += (static_cast<Int128>(move.cost) * plan_.price.numerator - move.loss) /
                          plan_.price.denominator;
    }
    plan_.spent = assigned_.spent;
    plan_.profit = assigned_.profit;
    plan_.dual_bound = FloorDivide(bound_, plan_.price.denominator);
    plan_.upper_bound =
        FloorDivide(bound_ - std::min(proven_below_, gap_), plan_.price.denominator);
  }

  UserSource const& source_;
  Int128 budget_;
  SearchLimits const& limits_;
  SinglePlan& plan_;
  AssignmentRequest request_;
  Assignment assigned_;
  std::vector<Move> chosen_;
  Int128 bound_ = 0;  // times the denominator, as the gaps
  Int128 gap_ = 0;
  Int128 proven_below_ = 0;
  bool all_ties_ = true;
};

}  // namespace

SinglePlan PlanForBudget(UserSource const& source, Int128 budget, SearchLimits const& limits) {
  Require(budget >= 0, "a budget must be >= 0, got " + Decimal(budget) + " fen");
  SinglePlan plan;
  Int128 const usable = FloorDivide(budget, source.CostUnit()) * source.CostUnit();
  WithFirstBadRow(source,
                  [&] { plan.market = ReadMarket(source, usable, limits.threads, limits.stop); });
  plan.price = FindPrice(source, plan.market, usable, limits.threads, limits.stop);
  plan.action.resize(static_cast<size_t>(source.Users()));
  plan.binding = plan.price.numerator > 0;
  if (plan.binding) {
    Planner(source, usable, limits, plan).Run();
    return plan;
  }
  AssignmentRequest request;
  request.extent = plan.market.extent;
  auto const all = Assign(source, request, limits, plan.action);
  plan.spent = all.spent;
  plan.profit = all.profit;
  plan.upper_bound = plan.dual_bound = all.profit;
  return plan;
}

}  // namespace winback::allocation
