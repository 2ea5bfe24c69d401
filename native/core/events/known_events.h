// Which of a user's events are known at the end of a day, and which users a snapshot is of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/events/event.h"
#include "core/events/program.h"

namespace winback::events {

// Whether an event had arrived by the end of `day`.
inline bool IsKnown(Event const& event, int32_t day) {
  auto const late = event.Late();
  return late == 0 || (late < static_cast<int32_t>(Event::kNeverKnown) &&
                       int64_t{DayOf(event.at)} + late <= day);
}

// Those of `events` that were known at the end of `day`, in their order; `scratch` holds them.
std::span<Event const> KnownEvents(std::span<Event const> events, int32_t day,
                                   std::vector<Event>& scratch);

// Whether a user has a row in the snapshot of `day`; `past` are the events up to it.
bool HasRowAt(Program const& program, std::span<Event const> past, int32_t day);

}  // namespace winback::events
