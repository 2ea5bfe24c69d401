#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/distributions/normal_quantile.h"
#include "core/ranking/auc.h"

namespace winback::stats {
namespace {

struct Ranked {
  double score;
  uint32_t row;
};

// Placement of every row: the share of the other class it is ranked right against, ties half.
struct Placements {
  std::vector<double> of_row;
  double auc = 0;
};

struct ClassSizes {
  uint64_t positives = 0;
  uint64_t negatives = 0;
};

// Rows [begin, end) share one score; `seen` counts the classes below it. Returns twice the right
// pairs of the positives among them.
uint64_t PlaceTies(std::span<Ranked const> ties, std::span<uint8_t const> labels, ClassSizes& seen,
                   ClassSizes all, std::vector<double>& of_row) {
  ClassSizes here;
  for (auto const& item : ties) here.positives += labels[item.row];
  here.negatives = ties.size() - here.positives;
  auto const twice_below = 2 * seen.negatives + here.negatives;
  auto const twice_above = 2 * (all.positives - seen.positives) - here.positives;
  double const positive =
      static_cast<double>(twice_below) / (2 * static_cast<double>(all.negatives));
  double const negative =
      static_cast<double>(twice_above) / (2 * static_cast<double>(all.positives));
  for (auto const& item : ties) of_row[item.row] = labels[item.row] != 0 ? positive : negative;
  seen.positives += here.positives;
  seen.negatives += here.negatives;
  return twice_below * here.positives;
}

Placements Place(std::span<double const> scores, std::span<uint8_t const> labels, ClassSizes all) {
  std::vector<Ranked> order(scores.size());
  for (size_t row = 0; row < scores.size(); ++row) {
    order[row] = {scores[row], static_cast<uint32_t>(row)};
  }
  std::vector<Ranked> scratch;
  BucketSort(order, scratch, [](Ranked const& item) { return item.score; });
  Placements placements;
  placements.of_row.resize(scores.size());
  ClassSizes seen;
  uint64_t twice_right = 0;
  CheckTaskStop();
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && order[end].score == order[begin].score) ++end;
    twice_right += PlaceTies(std::span(order).subspan(begin, end - begin), labels, seen, all,
                             placements.of_row);
    begin = end;
  }
  placements.auc = static_cast<double>(twice_right) /
                   (2 * static_cast<double>(all.positives) * static_cast<double>(all.negatives));
  return placements;
}

// Unbiased variance of the difference of the placements over the rows of one class.
double DifferenceVariance(Placements const& a, Placements const& b, std::span<uint8_t const> labels,
                          uint8_t label, uint64_t rows) {
  CheckTaskStop();
  ExactSum sum;
  for (size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == label) sum.Add(a.of_row[row] - b.of_row[row]);
  }
  double const mean = sum.Total() / static_cast<double>(rows);
  ExactSum squares;
  for (size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] != label) continue;
    double const distance = a.of_row[row] - b.of_row[row] - mean;
    squares.Add(distance * distance);
  }
  return squares.Total() / static_cast<double>(rows - 1);
}

}  // namespace

AucDifference CompareAuc(std::span<double const> first, std::span<double const> second,
                         std::span<uint8_t const> labels, double level, int threads) {
  Require(labels.size() <= std::numeric_limits<uint32_t>::max(), "too many rows to compare");
  ClassSizes all;
  for (uint8_t label : labels) all.positives += label;
  all.negatives = labels.size() - all.positives;
  Require(all.positives >= 2 && all.negatives >= 2,
          "comparing areas needs at least two rows of each class");
  Placements of[2];
  ParallelFor(2, threads,
              [&](int64_t which) { of[which] = Place(which == 0 ? first : second, labels, all); });
  AucDifference result;
  result.first = of[0].auc;
  result.second = of[1].auc;
  result.difference = result.first - result.second;
  result.standard_error = std::sqrt(DifferenceVariance(of[0], of[1], labels, 1, all.positives) /
                                        static_cast<double>(all.positives) +
                                    DifferenceVariance(of[0], of[1], labels, 0, all.negatives) /
                                        static_cast<double>(all.negatives));
  bool const same = result.difference == 0 && result.standard_error == 0;
  result.z = same ? 0 : result.difference / result.standard_error;
  result.p = std::erfc(std::abs(result.z) / std::numbers::sqrt2);
  double const reach = TwoSidedNormalQuantile(level) * result.standard_error;
  result.low = result.difference - reach;
  result.high = result.difference + reach;
  return result;
}

}  // namespace winback::stats
