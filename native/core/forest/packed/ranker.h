// A feature's thresholds, sorted, and the rank of a value among them: how many lie below it.
// value <= threshold[k] exactly when Rank(value) <= k, so ranks replace doubles without any loss.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace winback::forest {

// A value's cell in a monotone linear grid gives the count of thresholds in lower cells; the few in
// its own cell are compared exactly. Where thresholds crowd in one cell, `compares` is 0 and Rank
// bisects instead.
class Ranker {
 public:
  Ranker() = default;
  // `thresholds` strictly ascending, not NaN; at most 65,535. `zero_band` as in Rules.
  explicit Ranker(std::vector<double> thresholds, bool zero_band = true);

  // How many thresholds are < value. `value` must not be NaN.
  uint32_t Rank(double value) const {
    if (compares_ == 0) return Bisect(value);
    uint32_t const base = below_[Cell(value)];
    uint32_t rank = base;
    for (uint32_t i = 0; i < compares_; ++i) rank += thresholds_[base + i] < value ? 1 : 0;
    return rank;
  }

  uint32_t Count() const { return count_; }
  // The index of a threshold that is in the table.
  uint32_t IndexOf(double threshold) const { return Bisect(threshold); }
  // Bits that hold every rank.
  uint32_t Bits() const { return bits_; }
  // Whether some threshold lies where flushing tiny values to zero changes the comparison.
  bool FlushMatters() const { return flush_; }

  // For the batch kernels: padded with +inf past Count(), so that comparing there counts nothing.
  double const* Thresholds() const { return thresholds_.data(); }
  uint16_t const* Below() const { return below_.data(); }
  double Low() const { return low_; }
  double Scale() const { return scale_; }
  double LastCell() const { return last_cell_; }
  uint32_t Compares() const { return compares_; }

 private:
  size_t Cell(double value) const {
    double cell = (value - low_) * scale_;
    cell = cell > 0 ? cell : 0;
    cell = cell < last_cell_ ? cell : last_cell_;
    return static_cast<size_t>(cell);
  }
  uint32_t Bisect(double value) const;
  void BuildGrid();
  uint32_t Crowding(size_t cells);

  std::vector<double> thresholds_{};
  std::vector<uint16_t> below_{};
  double low_ = 0;
  double scale_ = 0;
  double last_cell_ = 0;
  uint32_t count_ = 0;
  uint32_t compares_ = 0;
  uint32_t bits_ = 0;
  bool flush_ = false;
};

}  // namespace winback::forest
