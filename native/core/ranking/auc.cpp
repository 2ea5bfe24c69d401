#include "core/ranking/auc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/distributions/normal_quantile.h"

namespace winback::stats {
namespace {

void RequireBothClasses(SplitScores const& split) {
  Require(!split.positive.empty() && !split.negative.empty(),
          "the labels hold only one class: ranking metrics need rows of both");
}

// Calls fn(below, not_above) for every value of `values` in ascending order: how many of `others`
// are < value and <= value. Both ascending.
template <class Fn>
void ForEachPlacement(std::vector<double> const& values, std::vector<double> const& others,
                      Fn&& fn) {
  size_t below = 0;
  size_t not_above = 0;
  InPieces(values.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      double const value = values[i];
      while (below < others.size() && others[below] < value) ++below;
      while (not_above < others.size() && others[not_above] <= value) ++not_above;
      fn(below, not_above);
    }
  });
}

// Unbiased variance of the placements (below + ties / 2) / |others|.
double PlacementVariance(std::vector<double> const& values, std::vector<double> const& others) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double const scale = 0.5 / static_cast<double>(others.size());
  ExactSum sum;
  ForEachPlacement(values, others,
                   [&](size_t a, size_t b) { sum.Add(static_cast<double>(a + b) * scale); });
  double const mean = sum.Total() / static_cast<double>(values.size());
  ExactSum squares;
  ForEachPlacement(values, others, [&](size_t a, size_t b) {
    double const distance = static_cast<double>(a + b) * scale - mean;
    squares.Add(distance * distance);
  });
  return squares.Total() / static_cast<double>(values.size() - 1);
}

// Calls fn(score, positives, negatives) at every distinct score, highest first, with the counts of
// rows at or above it.
template <class Fn>
void ForEachThreshold(SplitScores const& split, Fn&& fn) {
  CheckTaskStop();
  size_t positives = split.positive.size();
  size_t negatives = split.negative.size();
  while (positives > 0 || negatives > 0) {
    double score = -std::numeric_limits<double>::infinity();
    if (positives > 0) score = std::max(score, split.positive[positives - 1]);
    if (negatives > 0) score = std::max(score, split.negative[negatives - 1]);
    while (positives > 0 && split.positive[positives - 1] == score) --positives;
    while (negatives > 0 && split.negative[negatives - 1] == score) --negatives;
    fn(score, split.positive.size() - positives, split.negative.size() - negatives);
  }
}

}  // namespace

SplitScores SplitAndSort(std::span<double const> scores, std::span<uint8_t const> labels,
                         int threads) {
  SplitScores split;
  size_t positives = 0;
  for (uint8_t label : labels) positives += label;
  split.positive.resize(positives);
  split.negative.resize(labels.size() - positives);
  // Branch-free: labels of a shuffled test set are not predictable.
  double* next[2] = {split.negative.data(), split.positive.data()};
  for (size_t row = 0; row < labels.size(); ++row) *next[labels[row]]++ = scores[row];
  ParallelFor(2, threads, [&](int64_t which) {
    std::vector<double> scratch;
    BucketSort(which == 0 ? split.positive : split.negative, scratch);
  });
  return split;
}

uint64_t TwiceRightPairs(SplitScores const& split) {
  uint64_t pairs = 0;
  ForEachPlacement(split.positive, split.negative, [&](size_t a, size_t b) { pairs += a + b; });
  return pairs;
}

double Auc(SplitScores const& split) {
  RequireBothClasses(split);
  double const pairs =
      static_cast<double>(split.positive.size()) * static_cast<double>(split.negative.size());
  return static_cast<double>(TwiceRightPairs(split)) / (2 * pairs);
}

AucEstimate DeLong(SplitScores const& split, double level) {
  AucEstimate estimate;
  estimate.auc = Auc(split);
  double const variance = PlacementVariance(split.positive, split.negative) /
                              static_cast<double>(split.positive.size()) +
                          PlacementVariance(split.negative, split.positive) /
                              static_cast<double>(split.negative.size());
  estimate.standard_error = std::sqrt(variance);
  if (estimate.auc <= 0 || estimate.auc >= 1) {
    estimate.low = estimate.high = estimate.auc;
    return estimate;
  }
  double const logit = std::log(estimate.auc / (1 - estimate.auc));
  double const slope = 1 / (estimate.auc * (1 - estimate.auc));
  double const reach = TwoSidedNormalQuantile(level) * estimate.standard_error * slope;
  estimate.low = 1 / (1 + std::exp(reach - logit));
  estimate.high = 1 / (1 + std::exp(-reach - logit));
  return estimate;
}

double AveragePrecision(SplitScores const& split) {
  Require(!split.positive.empty(), "average precision needs at least one positive label");
  ExactSum area;
  size_t before = 0;
  ForEachThreshold(split, [&](double, size_t positives, size_t negatives) {
    double const precision =
        static_cast<double>(positives) / static_cast<double>(positives + negatives);
    area.Add(static_cast<double>(positives - before) * precision);
    before = positives;
  });
  return area.Total() / static_cast<double>(split.positive.size());
}

double ClassSeparation(SplitScores const& split) {
  RequireBothClasses(split);
  double largest = 0;
  ForEachThreshold(split, [&](double, size_t positives, size_t negatives) {
    double const gap = static_cast<double>(positives) / static_cast<double>(split.positive.size()) -
                       static_cast<double>(negatives) / static_cast<double>(split.negative.size());
    largest = std::max(largest, std::abs(gap));
  });
  return largest;
}

ThresholdCounts CountsByThreshold(SplitScores const& split) {
  ThresholdCounts counts;
  ForEachThreshold(split, [&](double score, size_t positives, size_t negatives) {
    counts.threshold.push_back(score);
    counts.true_positives.push_back(static_cast<double>(positives));
    counts.false_positives.push_back(static_cast<double>(negatives));
  });
  return counts;
}

ProbabilityScores ScoreProbabilities(std::span<double const> probabilities,
                                     std::span<uint8_t const> labels) {
  Require(!probabilities.empty(), "probability metrics need at least one row");
  constexpr double kClip = std::numeric_limits<double>::epsilon();
  ExactSum log_loss;
  ExactSum brier;
  for (size_t row = 0; row < probabilities.size(); ++row) {
    if ((row & 0xfffff) == 0) CheckTaskStop();
    double const p = probabilities[row];
    if (!(p >= 0 && p <= 1)) {
      throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) +
                                            ": a probability must be from 0 to 1, got " +
                                            std::to_string(p));
    }
    double const clipped = std::clamp(p, kClip, 1 - kClip);
    log_loss.Add(labels[row] != 0 ? -std::log(clipped) : -std::log1p(-clipped));
    double const distance = p - labels[row];
    brier.Add(distance * distance);
  }
  double const rows = static_cast<double>(probabilities.size());
  return {log_loss.Total() / rows, brier.Total() / rows};
}

}  // namespace winback::stats
