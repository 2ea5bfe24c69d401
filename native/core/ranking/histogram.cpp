#include "core/ranking/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/stop_token.h"

namespace winback::stats {

Range RangeOf(std::span<double const> values) {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (double value : values) {
    if (std::isnan(value)) continue;
    Require(!std::isinf(value), "a histogram takes no infinite value");
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  Require(range.low <= range.high, "a histogram needs at least one value");
  if (range.low == range.high) {
    double const half = std::max(0.5, std::abs(range.low) * 0.5);
    range = {range.low - half, range.high + half};
  }
  return range;
}

std::vector<double> EqualWidthEdges(double low, double high, int bins) {
  Require(std::isfinite(high - low) && low < high,
          "a histogram's range must be finite, low < high");
  std::vector<double> edges(static_cast<size_t>(bins) + 1);
  for (int k = 0; k <= bins; ++k) {
    edges[static_cast<size_t>(k)] = low + (high - low) * (static_cast<double>(k) / bins);
  }
  edges.back() = high;
  for (size_t k = 0; k + 1 < edges.size(); ++k) {
    Require(edges[k] < edges[k + 1], "the range is too narrow for so many bins");
  }
  return edges;
}

double SortedQuantile(std::span<double const> sorted, double q) {
  double const position = q * static_cast<double>(sorted.size() - 1);
  auto const at = static_cast<size_t>(position);
  if (at + 1 >= sorted.size()) return sorted.back();
  double const share = position - static_cast<double>(at);
  return sorted[at] + share * (sorted[at + 1] - sorted[at]);
}

std::vector<double> QuantileEdges(std::span<double const> values, int bins) {
  auto const range = RangeOf(values);
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (double value : values) {
    if (!std::isnan(value)) sorted.push_back(value);
  }
  std::vector<double> scratch;
  BucketSort(sorted, scratch);
  std::vector<double> edges;
  for (int k = 0; k <= bins; ++k) {
    double const edge = SortedQuantile(sorted, static_cast<double>(k) / bins);
    if (edges.empty() || edge > edges.back()) edges.push_back(edge);
  }
  if (edges.size() == 1) edges = {range.low, range.high};
  return edges;
}

Histogram CountInBins(std::span<double const> values, std::vector<double> edges) {
  Require(edges.size() >= 2, "a histogram needs at least two edges");
  for (size_t k = 0; k + 1 < edges.size(); ++k) {
    Require(edges[k] < edges[k + 1], "histogram edges must ascend");
  }
  Histogram result;
  std::vector<int64_t> counts(edges.size() - 1, 0);
  double const last = edges.back();
  InPieces(values.size(), [&](size_t begin, size_t end) {
    for (double value : values.subspan(begin, end - begin)) {
      if (std::isnan(value)) {
        ++result.missing;
      } else if (value < edges.front()) {
        ++result.below;
      } else if (value > last) {
        ++result.above;
      } else if (value == last) {
        ++counts.back();
      } else {
        auto const after = std::upper_bound(edges.begin(), edges.end(), value);
        ++counts[static_cast<size_t>(after - edges.begin()) - 1];
      }
    }
  });
  result.counts.assign(counts.begin(), counts.end());
  result.edges = std::move(edges);
  return result;
}

}  // namespace winback::stats
