#include "core/events/day_counts.h"

#include <cstddef>

namespace winback::events {

void DayCounts::Add(Event const& event) {
  if (dense_.empty()) dense_.resize(kDenseDays);
  int32_t const day = DayOf(event.at);
  int64_t const place = int64_t{day} - kFirstDenseDay;
  bool const dense = place >= 0 && place < static_cast<int64_t>(kDenseDays);
  Counts& counts = dense ? dense_[static_cast<size_t>(place)] : other_[day];
  ++counts.events;
  ++counts.by_role[static_cast<size_t>(event.Role())];
}

std::vector<DayCount> DayCounts::Days() const {
  std::vector<DayCount> days;
  auto const add = [&](int32_t day, Counts const& counts) {
    if (counts.events > 0) days.push_back({day, counts.events, counts.by_role});
  };
  auto const later = other_.lower_bound(kFirstDenseDay);
  for (auto at = other_.begin(); at != later; ++at) add(at->first, at->second);
  for (size_t i = 0; i < dense_.size(); ++i) {
    add(kFirstDenseDay + static_cast<int32_t>(i), dense_[i]);
  }
  for (auto at = later; at != other_.end(); ++at) add(at->first, at->second);
  return days;
}

}  // namespace winback::events
