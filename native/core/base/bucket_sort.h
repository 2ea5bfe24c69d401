// Sorts by a double key in about linear time: rows go to equally wide buckets, which are small and
// nearly in order for any smooth distribution of scores. A skewed bucket falls back to std::sort,
// so the worst case stays O(n log n).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/stop_token.h"

namespace winback::stats {

namespace detail {

// Looks at the task's stop token every few milliseconds.
template <class T, class KeyOf>
void SortAny(T* begin, T* end, KeyOf key) {
  constexpr uint32_t kComparisons = 1 << 18;
  if (end - begin < std::ptrdiff_t{1} << 14) {
    std::sort(begin, end, [&](T const& a, T const& b) { return key(a) < key(b); });
    return;
  }
  uint32_t left = kComparisons;
  std::sort(begin, end, [&](T const& a, T const& b) {
    if (--left == 0) {
      CheckTaskStop();
      left = kComparisons;
    }
    return key(a) < key(b);
  });
}

template <class T, class KeyOf>
void SortSmall(T* begin, T* end, KeyOf key) {
  constexpr std::ptrdiff_t kInsertion = 24;
  if (end - begin > kInsertion) {
    // Keys that many rows share come as buckets of one key.
    auto const before = [&](T const& a, T const& b) { return key(a) < key(b); };
    if (!std::is_sorted(begin, end, before)) SortAny(begin, end, key);
    return;
  }
  for (T* at = begin + 1; at < end; ++at) {
    T const item = *at;
    T* hole = at;
    for (; hole > begin && key(hole[-1]) > key(item); --hole) *hole = hole[-1];
    *hole = item;
  }
}

}  // namespace detail

// Ascending by `key(item)`, which is never NaN. Not stable. `scratch` is resized and left
// undefined.
template <class T, class KeyOf>
void BucketSort(std::vector<T>& items, std::vector<T>& scratch, KeyOf key) {
  size_t const n = items.size();
  if (n < 64) {
    if (n > 1) detail::SortSmall(items.data(), items.data() + n, key);
    return;
  }
  double low = key(items[0]);
  double high = low;
  CheckTaskStop();
  for (T const& item : items) {
    low = std::min(low, key(item));
    high = std::max(high, key(item));
  }
  if (low == high) return;
  size_t const buckets = std::clamp<size_t>(std::bit_ceil(n / 2), 256, size_t{1} << 16);
  double const scale = static_cast<double>(buckets - 1) / (high - low);
  if (!std::isfinite(scale) || !std::isfinite((high - low) * scale)) {
    detail::SortAny(items.data(), items.data() + n, key);
    return;
  }
  auto bucket_of = [&](T const& item) { return static_cast<size_t>((key(item) - low) * scale); };
  std::vector<uint32_t> start(buckets + 1, 0);
  CheckTaskStop();
  for (T const& item : items) ++start[bucket_of(item) + 1];
  for (size_t b = 0; b < buckets; ++b) start[b + 1] += start[b];
  scratch.resize(n);
  InPieces(n, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      T const& item = items[i];
      scratch[start[bucket_of(item)]++] = item;
    }
  });
  items.swap(scratch);
  // start[b] is now the end of bucket b.
  size_t begin = 0;
  for (size_t b = 0; b < buckets; ++b) {
    if ((b & 1023) == 0) CheckTaskStop();
    if (start[b] - begin > 1) detail::SortSmall(&items[begin], items.data() + start[b], key);
    begin = start[b];
  }
}

inline void BucketSort(std::vector<double>& values, std::vector<double>& scratch) {
  BucketSort(values, scratch, [](double value) { return value; });
}

}  // namespace winback::stats
