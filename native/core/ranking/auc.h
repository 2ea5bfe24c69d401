// Ranking and probability metrics of a binary classifier's scores. Higher scores mean class 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::stats {

// Scores of the two classes, each ascending. Everything that depends on ranks alone starts here.
struct SplitScores {
  std::vector<double> positive;
  std::vector<double> negative;
};

// Scores must not be NaN, labels are 0 or 1. With two threads the classes are sorted side by side.
SplitScores SplitAndSort(std::span<double const> scores, std::span<uint8_t const> labels,
                         int threads = 1);

// Twice the number of (positive, negative) pairs ranked right, a tie counting half: an integer, so
// that the area does not depend on any order of additions.
uint64_t TwiceRightPairs(SplitScores const& split);

// Area under the ROC curve: TwiceRightPairs over twice the pairs. Throws kBadInput when a class is
// empty.
double Auc(SplitScores const& split);

struct AucEstimate {
  double auc = 0;
  double standard_error = 0;  // DeLong; NaN when a class has one row
  double low = 0;
  double high = 0;
};

// DeLong, DeLong and Clarke-Pearson (1988), with the O(n log n) placements of Sun and Xu (2014).
// The interval of coverage `level` is Wald's on the logit scale (Pepe, 2003), so it stays in [0,
// 1]; at an area of 0 or 1 it is the single point, since DeLong's variance is 0 there.
AucEstimate DeLong(SplitScores const& split, double level);

struct AucDifference {
  double first = 0;
  double second = 0;
  double difference = 0;      // first - second
  double standard_error = 0;  // 0 for models that rank every pair alike
  double z = 0;
  double p = 0;  // two-sided
  double low = 0;
  double high = 0;
};

// Two models on the same rows: the paired DeLong test with its Wald interval. Throws kBadInput when
// a class has fewer than two rows.
AucDifference CompareAuc(std::span<double const> first, std::span<double const> second,
                         std::span<uint8_t const> labels, double level, int threads = 1);

// Average precision: sum of (recall step) x precision over the distinct scores, highest first; tied
// scores form one step. Throws kBadInput without positives.
double AveragePrecision(SplitScores const& split);

// Largest distance of the two classes' distribution functions (Kolmogorov and Smirnov).
double ClassSeparation(SplitScores const& split);

// One entry per distinct score, highest first: how many of each class score at least that.
struct ThresholdCounts {
  std::vector<double> threshold;
  std::vector<double> true_positives;
  std::vector<double> false_positives;
};
ThresholdCounts CountsByThreshold(SplitScores const& split);

struct ProbabilityScores {
  double log_loss = 0;  // natural logarithm, probabilities clipped to [2^-52, 1 - 2^-52]
  double brier = 0;     // mean squared distance
};
// Throws kBadInput naming the row of a value outside [0, 1].
ProbabilityScores ScoreProbabilities(std::span<double const> probabilities,
                                     std::span<uint8_t const> labels);

}  // namespace winback::stats
