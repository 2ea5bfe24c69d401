#include "core/ranking/isotonic.h"

#include <algorithm>
#include <cmath>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/stop_token.h"

namespace winback::stats {
namespace {

struct Observation {
  double x;
  double y;
  double weight;
};

// Consecutive observations pooled to one level.
struct Level {
  double first;
  double last;
  double y;  // weighted mean
  double weight;
};

Level Pool(Level const& a, Level const& b) {
  double const weight = a.weight + b.weight;
  return {a.first, b.last, a.y + (b.y - a.y) * (b.weight / weight), weight};
}

std::vector<Observation> Weighted(std::span<double const> x, std::span<double const> y,
                                  std::span<double const> weights) {
  std::vector<Observation> rows;
  rows.reserve(x.size());
  for (size_t row = 0; row < x.size(); ++row) {
    double const weight = weights.empty() ? 1 : weights[row];
    if (!(weight >= 0 && std::isfinite(weight))) {
      throw Error(ErrorCode::kBadInput,
                  "weight of row " + std::to_string(row + 1) + " must be finite and >= 0");
    }
    if (weight > 0) rows.push_back({x[row], y[row], weight});
  }
  Require(!rows.empty(), "isotonic regression needs a row of positive weight");
  return rows;
}

// One level per distinct x.
std::vector<Level> PoolTies(std::vector<Observation> const& rows) {
  std::vector<Level> levels;
  CheckTaskStop();
  for (auto const& row : rows) {
    Level const level{row.x, row.x, row.y, row.weight};
    if (!levels.empty() && levels.back().last == row.x) {
      levels.back() = Pool(levels.back(), level);
    } else {
      levels.push_back(level);
    }
  }
  return levels;
}

// Merges neighbours until the levels strictly ascend.
std::vector<Level> PoolViolators(std::vector<Level> const& levels) {
  std::vector<Level> stack;
  CheckTaskStop();
  for (auto level : levels) {
    while (!stack.empty() && stack.back().y >= level.y) {
      level = Pool(stack.back(), level);
      stack.pop_back();
    }
    stack.push_back(level);
  }
  return stack;
}

}  // namespace

IsotonicFit FitIsotonic(std::span<double const> x, std::span<double const> y,
                        std::span<double const> weights, bool increasing) {
  Require(x.size() == y.size() && (weights.empty() || weights.size() == x.size()),
          "x, y and weights must have the same length");
  auto rows = Weighted(x, y, weights);
  double const sign = increasing ? 1 : -1;
  for (auto& row : rows) row.y *= sign;
  std::vector<Observation> scratch;
  BucketSort(rows, scratch, [](Observation const& row) { return row.x; });
  IsotonicFit fit;
  for (auto const& level : PoolViolators(PoolTies(rows))) {
    fit.x.push_back(level.first);
    fit.y.push_back(sign * level.y);
    if (level.last == level.first) continue;
    fit.x.push_back(level.last);
    fit.y.push_back(sign * level.y);
  }
  return fit;
}

}  // namespace winback::stats
