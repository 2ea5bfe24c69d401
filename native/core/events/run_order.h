// The order of a user's events.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "core/base/stop_token.h"
#include "core/events/event.h"

namespace winback::events {

// Whole events are compared, so that the order does not depend on the order of reading.
inline bool Before(Event const& a, Event const& b) {
  return std::tie(a.at, a.tag, a.value) < std::tie(b.at, b.tag, b.value);
}

// Events without their copies.
inline int64_t CountEvents(std::span<Event const> events) {
  return std::count_if(events.begin(), events.end(),
                       [](Event const& one) { return !one.IsCopy(); });
}

// Sorts the events of one user, which are few as a rule.
template <class T, class Less>
void SortRun(T* begin, T* end, Less before) {
  constexpr std::ptrdiff_t kInsertion = 32;
  constexpr std::ptrdiff_t kLong = 1 << 14;
  if (end - begin > kInsertion) {
    if (end - begin > kLong) CheckTaskStop();
    std::sort(begin, end, before);
    return;
  }
  for (T* next = begin + 1; next < end; ++next) {
    T const one = *next;
    T* hole = next;
    for (; hole > begin && before(one, hole[-1]); --hole) *hole = hole[-1];
    *hole = one;
  }
}

}  // namespace winback::events
