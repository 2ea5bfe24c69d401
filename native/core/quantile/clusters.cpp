#include "core/quantile/clusters.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"

namespace winback::experiment {
namespace {

// Calls fn(row) for the rows of the sample.
template <class Fn>
void ForEachRow(Sample const& sample, size_t rows, Fn&& fn) {
  if (!sample.group) {
    InPieces(rows, [&](size_t begin, size_t end) {
      for (size_t row = begin; row < end; ++row) fn(row);
    });
    return;
  }
  auto const codes = stats::Values(*sample.group);
  Require(codes.size() == rows, "values and group must have the same number of rows");
  InPieces(rows, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row)
      if (codes[row] == sample.wanted) fn(row);
  });
}

// Users and their rows so far, by code.
struct Tally {
  std::vector<double> rows;
  std::vector<double> below;

  void Add(double code, bool is_below, size_t row) {
    if (!(code >= 0 && code < 2147483648.0 && code == std::floor(code)))
      throw Error(ErrorCode::kBadInput,
                  "row " + std::to_string(row + 1) + ": not a cluster code, a whole number >= 0");
    auto const at = static_cast<size_t>(code);
    if (at >= rows.size()) {
      rows.resize(std::max(at + 1, 2 * rows.size()));
      below.resize(rows.size());
    }
    rows[at] += 1;
    below[at] += is_below ? 1 : 0;
  }
};

}  // namespace

std::vector<double> SortedValues(Sample const& sample) {
  auto const all = stats::Values(sample.values);
  std::vector<double> kept;
  ForEachRow(sample, all.size(), [&](size_t row) {
    if (!std::isfinite(all[row]))
      throw Error(ErrorCode::kBadInput,
                  "row " + std::to_string(row + 1) + " is not a finite number");
    kept.push_back(all[row]);
  });
  std::vector<double> scratch;
  stats::BucketSort(kept, scratch);
  return kept;
}

ClusterSums CountBelow(Sample const& sample, Column const& cluster, double threshold) {
  auto const values = stats::Values(sample.values);
  auto const codes = stats::Values(cluster);
  Require(codes.size() == values.size(), "values and clusters must have the same number of rows");
  Tally tally;
  ForEachRow(sample, values.size(),
             [&](size_t row) { tally.Add(codes[row], values[row] <= threshold, row); });
  ClusterSums sums;
  for (size_t user = 0; user < tally.rows.size(); ++user) {
    double const m = tally.rows[user];
    double const b = tally.below[user];
    if (m == 0) continue;
    sums.clusters += 1;
    sums.rows += m;
    sums.below += b;
    sums.rows2 += m * m;
    sums.below2 += b * b;
    sums.cross += m * b;
  }
  return sums;
}

}  // namespace winback::experiment
