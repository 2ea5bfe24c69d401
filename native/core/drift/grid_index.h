// Finds the cell of a value in a few steps: buckets over the bulk of the grid, each with the grid
// values that fall into it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace winback::drift {

// Ascending with x, and about linear in its logarithm: spreads values of any magnitude.
inline double OrderedBits(double x) {
  auto const bits = std::bit_cast<int64_t>(x);
  int64_t const flip = (bits >> 63) & std::numeric_limits<int64_t>::max();
  return static_cast<double>(bits ^ flip);
}

class GridIndex {
 public:
  // `grid` is strictly ascending and finite. It is copied.
  explicit GridIndex(std::span<double const> grid);

  size_t Size() const { return size_; }

  // Whether the buckets are even in the values' logarithm (OrderedBits) and not in the values.
  bool Logarithmic() const { return logarithmic_; }

  // The number of grid values at or below a finite x.
  template <bool kLogarithmic>
  size_t AtMost(double x) const {
    size_t at = first_[BucketOf(kLogarithmic ? OrderedBits(x) : x)];
    // Two steps without a branch: most buckets hold at most two values.
    at += value_[at] <= x ? 1 : 0;
    at += value_[at] <= x ? 1 : 0;
    if (value_[at] <= x) [[unlikely]]
      return Search(at, x);
    return at;
  }

  // The grid value below place `at`; the first one for at = 0.
  double Below(size_t at) const { return below_[at]; }

 private:
  size_t BucketOf(double key) const {
    double const place = (key - low_) * scale_;
    return static_cast<size_t>(std::clamp(place, 0.0, last_));
  }
  size_t Search(size_t at, double x) const;
  double Build(std::span<double const> grid, bool logarithmic);

  size_t size_ = 0;
  bool logarithmic_ = false;
  double low_ = 0;
  double scale_ = 0;
  double last_ = 0;              // place of the last bucket
  std::vector<uint16_t> first_;  // by bucket: grid values in the buckets before it
  std::vector<double> value_;    // the grid, then infinities
  std::vector<double> below_;    // see Below
};

}  // namespace winback::drift
