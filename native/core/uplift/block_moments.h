// Means and covariances of some values a row, block by block: every block around its own mean, so
// that nothing cancels, and merged in order (Chan, Golub and LeVeque, 1983).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/uplift/lane_sum.h"

namespace winback::stats {

template <size_t V>
class BlockMoments {
 public:
  using Columns = std::array<double const*, V>;
  using Slope = std::array<double, V>;

  void Add(Columns const& columns, size_t rows) {
    if (rows == 0) return;
    std::array<double, V> mean;
    for (size_t v = 0; v < V; ++v) {
      mean[v] = LaneSum(rows, [&](size_t i) { return columns[v][i]; }) / static_cast<double>(rows);
    }
    double const block = static_cast<double>(rows);
    double const all = rows_ + block;
    for (size_t a = 0; a < V; ++a) {
      for (size_t b = a; b < V; ++b) {
        double const inside = LaneSum(
            rows, [&](size_t i) { return (columns[a][i] - mean[a]) * (columns[b][i] - mean[b]); });
        double const between = (mean[a] - mean_[a]) * (mean[b] - mean_[b]) * rows_ * block / all;
        products_[a][b] += inside + between;
      }
    }
    for (size_t v = 0; v < V; ++v) mean_[v] += (mean[v] - mean_[v]) * block / all;
    rows_ = all;
  }

  double Mean(size_t value) const { return mean_[value]; }

  // Standard error of the mean of the values' sum, each times its slope.
  double ErrorOf(Slope const& slope) const {
    if (rows_ < 2) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (size_t a = 0; a < V; ++a) {
      for (size_t b = a; b < V; ++b) {
        sum += (a == b ? 1 : 2) * slope[a] * slope[b] * products_[a][b];
      }
    }
    return std::sqrt(sum / (rows_ - 1) / rows_);
  }

 private:
  double rows_ = 0;
  std::array<double, V> mean_{};
  std::array<std::array<double, V>, V> products_{};
};

}  // namespace winback::stats
