#include "core/events/event_store.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <tuple>

#include "core/base/error.h"
#include "core/base/huge_pages.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"

namespace winback::events {
namespace {

// Whole events are compared, so that the order does not depend on the order of reading.
bool Before(Event const& a, Event const& b) {
  return std::tie(a.at, a.tag, a.value) < std::tie(b.at, b.tag, b.value);
}

void SortRun(Event* begin, Event* end) {
  constexpr std::ptrdiff_t kInsertion = 32;
  constexpr std::ptrdiff_t kLong = 1 << 14;
  if (end - begin > kInsertion) {
    if (end - begin > kLong) CheckTaskStop();
    std::sort(begin, end, Before);
    return;
  }
  for (Event* next = begin + 1; next < end; ++next) {
    Event const event = *next;
    Event* hole = next;
    for (; hole > begin && Before(event, hole[-1]); --hole) *hole = hole[-1];
    *hole = event;
  }
}

// The first 16 bytes of an id as numbers that compare as the bytes do.
struct TextKey {
  uint64_t first;
  uint64_t second;
  uint32_t user;
};

uint64_t BigEndian(char const* bytes) {
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | static_cast<unsigned char>(bytes[i]);
  return word;
}

TextKey KeyOf(std::string_view id, uint32_t user) {
  char bytes[16] = {};
  std::memcpy(bytes, id.data(), std::min<size_t>(id.size(), sizeof bytes));
  return {BigEndian(bytes), BigEndian(bytes + 8), user};
}

}  // namespace

EventStore::EventStore() : dense_(kDenseDays) {}

void EventStore::Add(std::span<Event const> events) {
  Require(!finished_, "events cannot be added any more");
  for (Event const& event : events) {
    auto& blocks = parts_[event.user % kPartitions].blocks;
    if (blocks.empty() || blocks.back().size() == kBlock) blocks.emplace_back().reserve(kBlock);
    blocks.back().push_back(event);
    if (event.IsCopy()) continue;
    Count(event);
    ++events_;
  }
}

void EventStore::Count(Event const& event) {
  int32_t const day = DayOf(event.at);
  int64_t const place = int64_t{day} - kFirstDenseDay;
  bool const dense = place >= 0 && place < kDenseDays;
  Counts& counts = dense ? dense_[static_cast<size_t>(place)] : other_[day];
  ++counts.events;
  ++counts.by_role[static_cast<size_t>(event.Role())];
}

std::vector<DayCount> EventStore::Days() const {
  std::vector<DayCount> days;
  auto const add = [&](int32_t day, Counts const& counts) {
    if (counts.events > 0) days.push_back({day, counts.events, counts.by_role});
  };
  auto const later = other_.lower_bound(kFirstDenseDay);
  for (auto at = other_.begin(); at != later; ++at) add(at->first, at->second);
  for (int32_t i = 0; i < kDenseDays; ++i) add(kFirstDenseDay + i, dense_[static_cast<size_t>(i)]);
  for (auto at = later; at != other_.end(); ++at) add(at->first, at->second);
  return days;
}

void EventStore::Finish(std::optional<int32_t> last_day, int threads) {
  Require(!finished_, "the events are sorted already");
  int64_t const end = last_day ? (int64_t{*last_day} + 1) * kMicrosPerDay : INT64_MAX;
  ParallelFor(kPartitions, threads, [&](int64_t number) {
    auto const part = static_cast<uint32_t>(number);
    SortPartition(parts_[part], part, end);
  });
  events_ = 0;
  for (Partition const& part : parts_) events_ += part.events;
  finished_ = true;
  OrderUsers();
}

void EventStore::SortPartition(Partition& part, uint32_t number, int64_t end) {
  uint32_t const users = names_.Count() / kPartitions + (number < names_.Count() % kPartitions);
  part.starts.assign(size_t{users} + 1, 0);
  for (auto const& block : part.blocks) {
    CheckTaskStop();
    for (Event const& event : block) part.starts[event.user / kPartitions + 1] += event.at < end;
  }
  std::partial_sum(part.starts.begin(), part.starts.end(), part.starts.begin());
  // Runs are read at random places: few pages are found faster.
  part.sorted.reserve(part.starts.back());
  AdviseHugePages(part.sorted.data(), part.sorted.capacity() * sizeof(Event));
  part.sorted.resize(part.starts.back());
  std::vector<uint64_t> next(part.starts.begin(), part.starts.end() - 1);
  for (auto& block : part.blocks) {
    CheckTaskStop();
    for (Event const& event : block) {
      if (event.at >= end) continue;
      part.sorted[next[event.user / kPartitions]++] = event;
      part.events += !event.IsCopy();
    }
    std::vector<Event>().swap(block);
  }
  part.blocks = {};
  for (uint32_t i = 0; i < users; ++i) {
    if ((i & 1023) == 0) CheckTaskStop();
    SortRun(part.sorted.data() + part.starts[i], part.sorted.data() + part.starts[i + 1]);
  }
}

void EventStore::OrderUsers() {
  std::vector<TextKey> keys;
  for (uint32_t user = 0; user < names_.Count(); ++user) {
    if (!Run(user).empty()) keys.push_back(KeyOf(names_.Name(user), user));
  }
  CheckTaskStop();
  std::sort(keys.begin(), keys.end(), [&](TextKey const& a, TextKey const& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    return names_.Name(a.user) < names_.Name(b.user);
  });
  users_.reserve(keys.size());
  id_ends_.reserve(keys.size());
  for (TextKey const& key : keys) {
    users_.push_back({Run(key.user), key.user});
    ids_ += names_.Name(key.user);
    id_ends_.push_back(ids_.size());
  }
}

}  // namespace winback::events
