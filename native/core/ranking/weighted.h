// Rankings of rows that count with weights, such as users who stand for others.
#pragma once

#include <span>
#include <vector>

namespace winback::stats {

// A row counts with `positive` in class 1 and with `negative` in class 0. A row with a known label
// has weight in one class only; a row whose label is only expected has its probability in both.
struct WeightedRanking {
  // One entry per distinct score, highest first: the weight of each class at or above it.
  std::vector<double> threshold;
  std::vector<double> positive;
  std::vector<double> negative;
  // By row: the share of class 0's weight ranked below the row, and of class 1's above it, ties
  // half.
  std::vector<double> below;
  std::vector<double> above;
};

// Throws kBadInput naming the row of a weight that is below 0 or not finite, or when a class has no
// weight at all.
WeightedRanking RankWeighted(std::span<double const> scores, std::span<double const> positive,
                             std::span<double const> negative);

}  // namespace winback::stats
