#include "core/events/ranks/ranks.h"

#include <algorithm>
#include <cmath>

#include "core/base/bucket_sort.h"

namespace winback::events {
namespace {

struct Ranked {
  double key;
  uint32_t row;
};

}  // namespace

void RankInPlace(std::span<double> values, bool descending) {
  std::vector<Ranked> ordered;
  ordered.reserve(values.size());
  for (size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    ordered.push_back({descending ? -values[row] : values[row], static_cast<uint32_t>(row)});
  }
  std::vector<Ranked> scratch;
  stats::BucketSort(ordered, scratch, [](Ranked const& one) { return one.key; });
  double const others = values.size() > 1 ? static_cast<double>(values.size() - 1) : 1;
  double const last = static_cast<double>(ordered.size()) / others;
  for (double& value : values) {
    if (std::isnan(value)) value = last;
  }
  size_t first = 0;
  for (size_t i = 0; i < ordered.size(); ++i) {
    if (ordered[i].key != ordered[first].key) first = i;
    values[ordered[i].row] = static_cast<double>(first) / others;
  }
}

void RankCounts::Add(std::span<double const> values) {
  std::vector<double> keys;
  keys.reserve(values.size());
  for (double const value : values) {
    if (!std::isnan(value)) keys.push_back(KeyOf(value));
  }
  rows_ += static_cast<int64_t>(values.size());
  present_ += static_cast<int64_t>(keys.size());
  std::vector<double> scratch;
  stats::BucketSort(keys, scratch, [](double key) { return key; });
  std::vector<Counted> merged;
  merged.reserve(keys_.size());
  auto old = keys_.begin();
  auto const add = [&](double key, int64_t rows) {
    if (merged.empty() || merged.back().key != key) merged.push_back({key, 0});
    merged.back().rows += rows;
  };
  for (double const key : keys) {
    for (; old != keys_.end() && old->key <= key; ++old) add(old->key, old->rows);
    add(key, 1);
  }
  for (; old != keys_.end(); ++old) add(old->key, old->rows);
  keys_ = std::move(merged);
}

void RankCounts::Finish() {
  int64_t before = 0;
  for (Counted& counted : keys_) {
    int64_t const own = counted.rows;
    counted.rows = before;
    before += own;
  }
}

void RankCounts::RankInPlace(std::span<double> values) const {
  double const others = rows_ > 1 ? static_cast<double>(rows_ - 1) : 1;
  double const last = static_cast<double>(present_) / others;
  for (double& value : values) {
    if (std::isnan(value)) {
      value = last;
      continue;
    }
    auto const found =
        std::lower_bound(keys_.begin(), keys_.end(), KeyOf(value),
                         [](Counted const& one, double key) { return one.key < key; });
    value = static_cast<double>(found->rows) / others;
  }
}

}  // namespace winback::events
