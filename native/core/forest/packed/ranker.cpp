#include "core/forest/packed/ranker.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/forest/model/tree.h"

namespace winback::forest {
namespace {

// A grid stays in L1 beside the block it ranks; more compares than this lose to bisection.
constexpr size_t kMinCells = 256;
constexpr size_t kMaxCells = 4096;
constexpr uint32_t kMaxCompares = 6;

}  // namespace

Ranker::Ranker(std::vector<double> thresholds, bool zero_band)
    : thresholds_(std::move(thresholds)), count_(static_cast<uint32_t>(thresholds_.size())) {
  while ((uint32_t{1} << bits_) < count_ + 1) ++bits_;
  for (double const t : thresholds_)
    flush_ = flush_ || (zero_band && t >= -kZeroThreshold && t < kZeroThreshold);
  BuildGrid();
  thresholds_.insert(thresholds_.end(), kMaxCompares, std::numeric_limits<double>::infinity());
}

uint32_t Ranker::Bisect(double value) const {
  double const* const begin = thresholds_.data();
  return static_cast<uint32_t>(std::lower_bound(begin, begin + count_, value) - begin);
}

// Lays the thresholds into `cells` cells and returns how many share the fullest one.
uint32_t Ranker::Crowding(size_t cells) {
  // Outer sentinels such as 1e300 or inf would squeeze everything else into one cell.
  auto const outlier = [](double t) { return std::abs(t) > 1e200; };
  size_t first = 0;
  size_t last = count_ - 1;
  while (first < last && outlier(thresholds_[first])) ++first;
  while (last > first && outlier(thresholds_[last])) --last;
  low_ = std::isfinite(thresholds_[first]) ? thresholds_[first] : 0;
  last_cell_ = static_cast<double>(cells - 1);
  double const width = thresholds_[last] - low_;
  scale_ = width > 0 ? last_cell_ / width : 0;
  if (!std::isfinite(scale_)) scale_ = 0;
  below_.assign(cells, 0);
  for (uint32_t i = 0; i < count_; ++i) ++below_[Cell(thresholds_[i])];
  return *std::max_element(below_.begin(), below_.end());
}

void Ranker::BuildGrid() {
  if (count_ == 0) return;
  size_t cells = kMinCells;
  uint32_t crowding = Crowding(cells);
  while (crowding > 1 && cells < kMaxCells) crowding = Crowding(cells *= 2);
  if (crowding > kMaxCompares) {
    below_.clear();
    return;
  }
  compares_ = crowding;
  uint32_t sum = 0;
  for (uint16_t& cell : below_) {
    uint32_t const here = cell;
    cell = static_cast<uint16_t>(sum);
    sum += here;
  }
  below_.push_back(0);  // vectors read four bytes at a cell
}

}  // namespace winback::forest
