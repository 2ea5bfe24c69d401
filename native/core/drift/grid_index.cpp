#include "core/drift/grid_index.h"

#include <cmath>

namespace winback::drift {

GridIndex::GridIndex(std::span<double const> grid)
    : size_(grid.size()), value_(grid.begin(), grid.end()) {
  for (int pad = 0; pad < 3; ++pad) value_.push_back(std::numeric_limits<double>::infinity());
  below_.push_back(grid.empty() ? 0 : grid.front());
  below_.insert(below_.end(), grid.begin(), grid.end());
  double const linear = Build(grid, false);
  if (linear > 0 && Build(grid, true) >= linear) Build(grid, false);
}

// The steps of a search are few where the values of a bucket are: returns the sum over the grid of
// the values that share its bucket beyond two, which the caller compares.
double GridIndex::Build(std::span<double const> grid, bool logarithmic) {
  logarithmic_ = logarithmic;
  auto key = [&](double x) { return logarithmic ? OrderedBits(x) : x; };
  size_t const buckets = std::max<size_t>(2, 2 * std::bit_ceil(grid.size()));
  last_ = static_cast<double>(buckets - 1);
  first_.assign(buckets, static_cast<uint16_t>(grid.size()));
  if (grid.empty()) return 0;
  // The outermost values share the outermost buckets: one far value must not widen all of them.
  size_t const trimmed = grid.size() / 256;
  low_ = key(grid[trimmed]);
  double const width = key(grid[grid.size() - 1 - trimmed]) - low_;
  scale_ = width > 0 ? last_ / width : 0;
  // One bucket for all: values of one kind, or so far apart that their difference overflows.
  if (scale_ == 0 || !std::isfinite(scale_)) low_ = scale_ = 0;
  std::vector<uint32_t> counts(buckets, 0);
  for (double const value : grid) ++counts[BucketOf(key(value))];
  double crowded = 0;
  size_t before = 0;
  for (size_t b = 0; b < buckets; ++b) {
    first_[b] = static_cast<uint16_t>(before);
    before += counts[b];
    if (counts[b] > 2) crowded += counts[b];
  }
  return crowded;
}

size_t GridIndex::Search(size_t at, double x) const {
  auto const begin = value_.begin() + static_cast<std::ptrdiff_t>(at);
  return static_cast<size_t>(std::upper_bound(begin, value_.end(), x) - value_.begin());
}

}  // namespace winback::drift
