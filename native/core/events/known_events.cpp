#include "core/events/known_events.h"

namespace winback::events {
namespace {

bool IsUsed(Program const& program, Event const& event, int32_t day) {
  return !program.arrivals || IsKnown(event, day);
}

bool BeganRightBefore(Program const& program, std::span<Event const> past, int32_t day) {
  for (Event const& event : past) {
    if (IsUsed(program, event, day)) return DayOf(event.at) == day - program.first_days + 1;
  }
  return false;
}

}  // namespace

std::span<Event const> KnownEvents(std::span<Event const> events, int32_t day,
                                   std::vector<Event>& scratch) {
  scratch.clear();
  for (Event const& event : events) {
    if (IsKnown(event, day)) scratch.push_back(event);
  }
  return scratch;
}

bool HasRowAt(Program const& program, std::span<Event const> past, int32_t day) {
  if (program.first_days > 0 && !BeganRightBefore(program, past, day)) return false;
  int64_t const first = (int64_t{day} + 1 - program.observation_days) * kMicrosPerDay;
  for (size_t i = past.size(); i-- > 0 && past[i].at >= first;) {
    bool const active = (program.active >> past[i].Class() & 1) != 0;
    if (active && IsUsed(program, past[i], day)) return true;
  }
  return false;
}

}  // namespace winback::events
