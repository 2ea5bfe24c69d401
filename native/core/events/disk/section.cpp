#include "core/events/disk/section.h"

#include <cstring>
#include <unordered_set>

#include "core/base/error.h"
#include "core/events/run_order.h"

namespace winback::events {

namespace {

uint64_t WordAt(char const* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The last 1 to 7 bytes as a number of 8 bytes, the missing ones 0. Copies of a length that is not
// known are slow, so that a whole word is read where there is one.
uint64_t RestOf(std::string_view id, size_t bytes) {
  if (id.size() >= 8) return WordAt(id.data() + id.size() - 8) >> (8 * (8 - bytes));
  uint64_t word = 0;
  std::memcpy(&word, id.data(), bytes);
  return word;
}

}  // namespace

uint64_t BucketHash(std::string_view id) {
  constexpr uint64_t kPrime = 0x9FB21C651E98DF25;
  uint64_t hash = 0x2545F4914F6CDD1D ^ id.size();
  auto const mix = [&](uint64_t word) {
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32;
  };
  size_t const whole = id.size() / 8 * 8;
  for (size_t at = 0; at < whole; at += 8) mix(WordAt(id.data() + at));
  if (id.size() > whole) mix(RestOf(id, id.size() - whole));
  return (hash ^ (hash >> 29)) * kPrime;
}

bool KeyedBefore(KeyedEvent const& a, KeyedEvent const& b) {
  if (Before(a.event, b.event)) return true;
  return !Before(b.event, a.event) && a.key < b.key;
}

int64_t DropRepeated(std::vector<KeyedEvent>& events) {
  std::unordered_set<uint64_t> seen;
  return static_cast<int64_t>(std::erase_if(
      events, [&](KeyedEvent const& one) { return one.key != 0 && !seen.insert(one.key).second; }));
}

void SectionBuilder::Add(std::string_view id, std::span<KeyedEvent const> events) {
  size_t const run_end = events_.size() + events.size();
  size_t const name_end = names_.size() + id.size();
  Require(run_end <= UINT32_MAX && name_end <= UINT32_MAX,
          "a bucket has more than 4,294,967,295 events or bytes of ids");
  auto const place = static_cast<uint32_t>(run_ends_.size());
  for (KeyedEvent const& one : events) {
    events_.push_back(one.event);
    events_.back().user = place;
    if (keyed_) keys_.push_back(one.key);
  }
  names_.insert(names_.end(), id.begin(), id.end());
  run_ends_.push_back(static_cast<uint32_t>(run_end));
  name_ends_.push_back(static_cast<uint32_t>(name_end));
}

Section SectionBuilder::View() const {
  return {events_, keys_, run_ends_, name_ends_, {names_.data(), names_.size()}};
}

}  // namespace winback::events
