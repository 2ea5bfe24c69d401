// Histograms with equally wide bins or with bins of about equal counts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::stats {

struct Histogram {
  std::vector<double> edges;   // ascending, one more than bins
  std::vector<double> counts;  // bin k holds edges[k] <= x < edges[k + 1], the last also its end
  int64_t below = 0;
  int64_t above = 0;
  int64_t missing = 0;  // NaN
};

struct Range {
  double low = 0;
  double high = 0;
};
// Smallest and largest value, NaN left out; widened by half a unit when they are equal. Throws
// kBadInput when no value is left or one is infinite.
Range RangeOf(std::span<double const> values);

// `bins` equally wide edges from low to high. Throws kBadInput unless low < high, both finite.
std::vector<double> EqualWidthEdges(double low, double high, int bins);

// Edges at the quantiles 0, 1/bins, ..., 1 (linear between order statistics: Hyndman and Fan's type
// 7), equal ones merged; a constant column gives one bin around its value. NaN is left out. Throws
// kBadInput when no value is left or one is infinite.
std::vector<double> QuantileEdges(std::span<double const> values, int bins);

// Counts of `values` in bins with ascending `edges`, two at least.
Histogram CountInBins(std::span<double const> values, std::vector<double> edges);

// The type 7 quantile of ascending `sorted` (not empty), q in [0, 1].
double SortedQuantile(std::span<double const> sorted, double q);

}  // namespace winback::stats
