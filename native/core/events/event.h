// One event of a user.
#pragma once

#include <algorithm>
#include <cstdint>

namespace winback::events {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// Roles are codes below this.
constexpr int kMaxRoles = 16;
// A class is the role, plus kMaxRoles where the event has its mark (an exhausted quota).
constexpr int kClasses = 2 * kMaxRoles;

// 24 bytes, which files of events hold as they are (disk/run_file.h has their version). `at` is the
// time that clocks of the zone show, in microseconds since 1970-01-01.
struct Event {
  int64_t at;
  int64_t value;  // the one value that its role has; see HasValue
  uint32_t user;  // in order of first appearance
  uint32_t tag;   // see TagOf

  int Role() const { return static_cast<int>(tag & 15); }
  int Class() const { return static_cast<int>(tag & 31); }
  bool HasValue() const { return (tag & kValueBit) != 0; }
  // A copy stands beside the event it was made of, with a class and a value of its own, for the
  // aggregates that ask for this class. No count of events has it.
  bool IsCopy() const { return (tag & kCopyBit) != 0; }
  // Days from the event's day to the day on which it arrived; kNeverKnown = too many to be told.
  int32_t Late() const { return static_cast<int32_t>(tag >> kLateShift & kNeverKnown); }
  // Microseconds since 1970-01-01 in UTC.
  int64_t Instant() const {
    return at - (static_cast<int32_t>(tag) >> kOffsetShift) * kMicrosPerSecond;
  }

  static constexpr uint32_t kValueBit = 1U << 5;
  static constexpr uint32_t kCopyBit = 1U << 6;
  static constexpr int kLateShift = 7;
  static constexpr uint32_t kNeverKnown = 255;
  static constexpr int kOffsetShift = 15;
};
static_assert(sizeof(Event) == 24);

// Seconds that clocks are ahead of UTC fit into 17 bits: no zone was ever 16 hours ahead or behind.
constexpr int64_t kMaxOffsetSeconds = (1 << 16) - 1;

// offset_seconds: at - UTC; late: see Event::Late, at most kNeverKnown.
constexpr uint32_t TagOf(int role, bool mark, bool has_value, int32_t offset_seconds,
                         uint32_t late = 0) {
  return static_cast<uint32_t>(role) | (mark ? uint32_t{kMaxRoles} : 0U) |
         (has_value ? Event::kValueBit : 0U) | late << Event::kLateShift |
         (static_cast<uint32_t>(offset_seconds) << Event::kOffsetShift);
}

// The tag of a copy with another class of an event with `tag`.
constexpr uint32_t CopyTagOf(uint32_t tag, int event_class, bool has_value) {
  constexpr uint32_t kKept = ~(uint32_t{kClasses - 1} | Event::kValueBit);
  return (tag & kKept) | static_cast<uint32_t>(event_class) | Event::kCopyBit |
         (has_value ? Event::kValueBit : 0U);
}

// The key of a copy of an event with `key`, see EventChunk: one for each class of copies.
constexpr uint64_t CopyKeyOf(uint64_t key, int event_class) {
  constexpr uint64_t kStep = 0x9E3779B97F4A7C15;
  return key == 0 ? 0 : std::max<uint64_t>(key + kStep * static_cast<uint64_t>(event_class + 1), 1);
}

// Days since 1970-01-01, also before it.
constexpr int32_t DayOf(int64_t micros) {
  int64_t const day = micros / kMicrosPerDay;
  return static_cast<int32_t>(micros % kMicrosPerDay < 0 ? day - 1 : day);
}

}  // namespace winback::events
