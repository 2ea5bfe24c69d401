#include "core/drift/grid.h"

#include <algorithm>
#include <cmath>

#include "core/base/bucket_sort.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"

namespace winback::drift {
namespace {

// The finite values of the column, ascending; the others are counted.
std::vector<double> SortedFinite(Column const& column, Cells& cells) {
  std::vector<double> values = stats::Values(column);
  size_t kept = 0;
  InPieces(values.size(), [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      double const value = values[row];
      cells.missing += std::isnan(value) ? 1 : 0;
      cells.infinite += std::isinf(value) ? 1 : 0;
      // -0 and 0 are one value.
      if (std::isfinite(value)) values[kept++] = value + 0.0;
    }
  });
  values.resize(kept);
  std::vector<double> scratch;
  stats::BucketSort(values, scratch);
  return values;
}

// The type 7 quantile (Hyndman and Fan, 1996), computed as numpy does: from the nearer end.
double Quantile(std::span<double const> sorted, double share) {
  double const at = share * static_cast<double>(sorted.size() - 1);
  auto const below = static_cast<size_t>(at);
  double const a = sorted[below];
  double const b = sorted[std::min(below + 1, sorted.size() - 1)];
  double const t = at - static_cast<double>(below);
  double const difference = b - a;
  return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}

void SortUnique(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::vector<double> Deciles(std::span<double const> sorted) {
  std::vector<double> edges;
  for (int k = 1; k < 10; ++k) edges.push_back(Quantile(sorted, k / 10.0) + 0.0);
  SortUnique(edges);
  return edges;
}

// Every distinct value, or none when there are more than kSteps.
std::vector<double> Distinct(std::span<double const> sorted) {
  std::vector<double> distinct;
  for (double const value : sorted) {
    if (!distinct.empty() && distinct.back() == value) continue;
    if (distinct.size() == kSteps) return {};
    distinct.push_back(value);
  }
  return distinct;
}

std::vector<double> Quantiles(std::span<double const> sorted) {
  std::vector<double> grid;
  for (size_t k = 0; k <= kSteps; ++k) grid.push_back(sorted[k * (sorted.size() - 1) / kSteps]);
  return grid;
}

void CountSorted(std::span<double const> sorted, std::span<double const> grid, Cells& cells) {
  cells.equal.assign(grid.size(), 0);
  cells.between.assign(grid.size() + 1, 0);
  cells.excess.assign(grid.size() + 1, 0);
  size_t below = 0;  // grid values at or below the row's
  for (double const value : sorted) {
    while (below < grid.size() && grid[below] <= value) ++below;
    if (grid[below - 1] == value) {
      cells.equal[below - 1] += 1;
    } else {
      cells.between[below] += 1;
      cells.excess[below] += value - grid[below - 1];
    }
  }
}

// Two passes: the deviations from a rounded mean are small numbers.
void MeanAndSpread(std::span<double const> sorted, Summary& summary) {
  auto const n = static_cast<double>(sorted.size());
  double const first = sorted[sorted.size() / 2];
  double shift = 0;
  for (double const value : sorted) shift += value - first;
  summary.mean = first + shift / n;
  double squares = 0;
  double rest = 0;
  for (double const value : sorted) {
    double const off = value - summary.mean;
    squares += off * off;
    rest += off;
  }
  if (sorted.size() > 1) summary.sd = std::sqrt((squares - rest * rest / n) / (n - 1));
}

}  // namespace

Summary Summarise(Column const& column) {
  Summary summary;
  auto const sorted = SortedFinite(column, summary.cells);
  if (sorted.empty()) {
    summary.exact = true;
    summary.cells.between.assign(1, 0);
    summary.cells.excess.assign(1, 0);
    return summary;
  }
  summary.edges = Deciles(sorted);
  summary.grid = Distinct(sorted);
  summary.exact = !summary.grid.empty();
  if (!summary.exact) summary.grid = Quantiles(sorted);
  summary.grid.insert(summary.grid.end(), summary.edges.begin(), summary.edges.end());
  SortUnique(summary.grid);
  CountSorted(sorted, summary.grid, summary.cells);
  MeanAndSpread(sorted, summary);
  return summary;
}

}  // namespace winback::drift
