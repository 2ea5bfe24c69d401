// Where a reader of events puts what it has read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/events/event.h"

namespace winback::events {

// Events that were read together, in any order. `events[i].user` has no meaning yet.
struct EventChunk {
  std::span<std::string_view const> ids;  // the user of each event
  std::span<Event> events;
  // A hash of each event's own id, 0 = without one; empty where no event has an id.
  std::span<uint64_t const> keys;
};

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void Take(EventChunk const& chunk) = 0;
};

}  // namespace winback::events
