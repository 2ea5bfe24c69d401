// The events of one bucket of a run: users in order of their ids, each with the events by time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/events/event.h"

namespace winback::events {

// Users of the same upper bits of their hash share a bucket: buckets next to each other can be read
// as one. Files depend on it.
constexpr uint32_t kBuckets = 256;
// The hash of an id; files depend on it.
uint64_t BucketHash(std::string_view id);
inline uint32_t BucketOf(std::string_view id) {
  return static_cast<uint32_t>(BucketHash(id) >> 56);
}

// An event and the hash of its own id, 0 = without.
struct KeyedEvent {
  Event event;
  uint64_t key;
};
bool KeyedBefore(KeyedEvent const& a, KeyedEvent const& b);
// Keeps the first of the events of a user that have one id. Returns how many are gone.
int64_t DropRepeated(std::vector<KeyedEvent>& events);

struct Section {
  std::span<Event const> events;        // by user; `user` is the place
  std::span<uint64_t const> keys;       // of the events; empty in a run without ids of events
  std::span<uint32_t const> run_ends;   // of each user in `events`
  std::span<uint32_t const> name_ends;  // of each user in `names`
  std::string_view names;

  size_t Users() const { return run_ends.size(); }
  size_t RunBegin(size_t place) const { return place == 0 ? 0 : run_ends[place - 1]; }
  std::span<Event const> Run(size_t place) const {
    return events.subspan(RunBegin(place), run_ends[place] - RunBegin(place));
  }
  std::string_view Name(size_t place) const {
    size_t const begin = place == 0 ? 0 : name_ends[place - 1];
    return names.substr(begin, name_ends[place] - begin);
  }
};

// Puts a section together, user after user in order of their ids.
class SectionBuilder {
 public:
  explicit SectionBuilder(bool keyed) : keyed_(keyed) {}
  // `events` by time. Throws kBadInput where a bucket gets too large for its file.
  void Add(std::string_view id, std::span<KeyedEvent const> events);
  Section View() const;

 private:
  bool keyed_;
  std::vector<Event> events_;
  std::vector<uint64_t> keys_;
  std::vector<uint32_t> run_ends_;
  std::vector<uint32_t> name_ends_;
  std::vector<char> names_;
};

}  // namespace winback::events
