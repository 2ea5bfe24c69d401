#include "core/allocation/frontier.h"

#include "core/base/error.h"

namespace winback::allocation {
namespace {

// Everything bought above bucket `b`, walking down.
struct Walk {
  int64_t bucket;
  Int128 cost;
  Int128 value;
};

FrontierPoint PointAt(MarketCurve const& market, Walk const& walk, double left) {
  auto const value = static_cast<double>(walk.value);
  if (walk.bucket < 0) return {value, value, 0};
  auto const b = static_cast<size_t>(walk.bucket);
  auto const& bucket = market.buckets[b];
  auto const cost = static_cast<double>(bucket.cost);
  auto const worth = static_cast<double>(bucket.value);
  double const mean = worth / cost;
  double const from_above = value + left * market.range.Slope(b + 1);
  double const from_below = value + worth - (cost - left) * market.range.Slope(b);
  double const lower = value + left * mean;
  return {lower, std::max(lower, std::min(from_above, from_below)), mean};
}

}  // namespace

std::vector<FrontierPoint> Frontier(MarketCurve const& market, std::span<double const> budgets) {
  std::vector<FrontierPoint> points;
  points.reserve(budgets.size());
  Walk walk{static_cast<int64_t>(market.buckets.size()) - 1, market.start_cost, market.start_value};
  double last = 0;
  for (double const budget : budgets) {
    Require(budget >= last, "budgets must ascend from 0");
    last = budget;
    auto const fen = static_cast<Int128>(budget);
    while (walk.bucket >= 0) {
      auto const& bucket = market.buckets[static_cast<size_t>(walk.bucket)];
      if (bucket.steps > 0 && walk.cost + bucket.cost > fen) break;
      walk.cost += bucket.cost;
      walk.value += bucket.value;
      --walk.bucket;
    }
    points.push_back(PointAt(market, walk, static_cast<double>(fen - walk.cost)));
  }
  return points;
}

}  // namespace winback::allocation
