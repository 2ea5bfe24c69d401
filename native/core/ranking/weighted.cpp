#include "core/ranking/weighted.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/stop_token.h"

namespace winback::stats {
namespace {

struct Ranked {
  double score;
  uint32_t row;
};

double TotalOf(std::span<double const> weights, char const* name) {
  ExactSum sum;
  for (size_t row = 0; row < weights.size(); ++row) {
    double const weight = weights[row];
    if (!(weight >= 0 && weight <= std::numeric_limits<double>::max())) {
      throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) +
                                            ": a weight must be a number >= 0, got " +
                                            std::to_string(weight));
    }
    sum.Add(weight);
  }
  double const total = sum.Total();
  Require(total > 0 && std::isfinite(total),
          std::string(name) + " have no weight: a weighted ranking needs rows of both classes");
  return total;
}

std::vector<Ranked> Descending(std::span<double const> scores) {
  std::vector<Ranked> order(scores.size());
  for (size_t row = 0; row < scores.size(); ++row) {
    order[row] = {scores[row], static_cast<uint32_t>(row)};
  }
  std::vector<Ranked> scratch;
  BucketSort(order, scratch, [](Ranked const& item) { return item.score; });
  std::reverse(order.begin(), order.end());
  CheckTaskStop();
  return order;
}

struct Totals {
  double positive = 0;
  double negative = 0;
};

// Rows of one score; `seen` holds what lies above them, and afterwards what lies at or above them.
void AddTies(std::span<Ranked const> ties, std::span<double const> positive,
             std::span<double const> negative, Totals all, ExactSum (&seen)[2],
             WeightedRanking& ranking) {
  double const positive_above = seen[0].Total();
  double const negative_above = seen[1].Total();
  for (auto const& item : ties) {
    seen[0].Add(positive[item.row]);
    seen[1].Add(negative[item.row]);
  }
  double const above = (positive_above + seen[0].Total()) / (2 * all.positive);
  double const below = 1 - (negative_above + seen[1].Total()) / (2 * all.negative);
  for (auto const& item : ties) {
    ranking.above[item.row] = above;
    ranking.below[item.row] = below;
  }
  ranking.threshold.push_back(ties.front().score);
  ranking.positive.push_back(seen[0].Total());
  ranking.negative.push_back(seen[1].Total());
}

}  // namespace

WeightedRanking RankWeighted(std::span<double const> scores, std::span<double const> positive,
                             std::span<double const> negative) {
  Require(scores.size() <= std::numeric_limits<uint32_t>::max(), "too many rows to rank");
  Totals const all{TotalOf(positive, "rows of class 1"), TotalOf(negative, "rows of class 0")};
  auto const order = Descending(scores);
  WeightedRanking ranking;
  ranking.below.resize(scores.size());
  ranking.above.resize(scores.size());
  ExactSum seen[2];
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && order[end].score == order[begin].score) ++end;
    AddTies(std::span(order).subspan(begin, end - begin), positive, negative, all, seen, ranking);
    begin = end;
  }
  return ranking;
}

}  // namespace winback::stats
