// The working state of moments.cpp: mergeable sums, and what they are of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/column.h"

namespace winback::stats {

// Moments of one group, means relative to MomentsPlan::origin.
struct GroupSums {
  int64_t rows = 0;
  int64_t skipped = 0;
  std::vector<double> mean;      // k
  std::vector<double> comoment;  // k (k + 1) / 2: row by row of the upper triangle

  explicit GroupSums(size_t k) : mean(k, 0.0), comoment(k * (k + 1) / 2, 0.0) {}

  // Adds `n` > 0 rows with these means and co-moments (Chan, Golub and LeVeque, 1979).
  void Merge(int64_t n, double const* other_mean, double const* other_comoment);
};

struct TableSums {
  std::vector<GroupSums> groups;
  int64_t ungrouped = 0;

  TableSums(size_t k, int64_t group_count)
      : groups(static_cast<size_t>(group_count), GroupSums(k)) {}
  void Merge(TableSums const& other);
};

struct MomentsPlan {
  size_t columns;  // the first so many of the table; the group, if any, follows
  int64_t groups;
  bool grouped;
  std::vector<double> origin;
};

// Mean of the first rows: close enough to every value of the block to sum about.
inline double FirstRowsMean(double const* values, size_t rows) {
  size_t const count = std::min<size_t>(rows, 16);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += values[i];
  return sum / static_cast<double>(count);
}

}  // namespace winback::stats
