// How many events each day has, by role.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "core/events/event.h"

namespace winback::events {

// Events of one day.
struct DayCount {
  int32_t day;
  int64_t events;
  std::array<int64_t, kMaxRoles> by_role;
};

class DayCounts {
 public:
  void Add(Event const& event);
  // Days with events, ascending.
  std::vector<DayCount> Days() const;

 private:
  struct Counts {
    int64_t events = 0;
    std::array<int64_t, kMaxRoles> by_role{};
  };
  // The days that logs have, so that counting an event is one addition.
  static constexpr int32_t kFirstDenseDay = -3653;  // 1960
  static constexpr size_t kDenseDays = 55'000;      // to 2110

  std::vector<Counts> dense_;
  std::map<int32_t, Counts> other_;
};

}  // namespace winback::events
