// What a quantile over several rows per user needs: the order statistics of one arm, and how many
// of each user's rows lie at or below a value.
#pragma once

#include <optional>
#include <vector>

#include "core/base/column.h"

namespace winback::experiment {

// The rows of one sample: those whose `group` is `wanted`, or all without a group.
struct Sample {
  Column values;
  std::optional<Column> group;
  double wanted = 0;
};

// The sample's values, ascending. Throws kBadInput naming the first row that is not finite.
std::vector<double> SortedValues(Sample const& sample);

// Sums over clusters (users): rows m and rows at or below a threshold b.
struct ClusterSums {
  double clusters = 0;  // with at least one row
  double rows = 0;
  double below = 0;
  double rows2 = 0;   // sum of m * m
  double below2 = 0;  // sum of b * b
  double cross = 0;   // sum of m * b
};

// `cluster` holds whole codes >= 0, below 2^31. Throws kBadInput for any other, or for lengths that
// differ.
ClusterSums CountBelow(Sample const& sample, Column const& cluster, double threshold);

}  // namespace winback::experiment
