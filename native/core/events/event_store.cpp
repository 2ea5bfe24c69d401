#include "core/events/event_store.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/base/huge_pages.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/events/run_order.h"
#include "core/events/users/ordered_ids.h"

namespace winback::events {

void EventStore::Add(std::span<Event const> events) {
  Require(!finished_, "events cannot be added any more");
  for (Event const& event : events) {
    auto& blocks = parts_[event.user % kPartitions].blocks;
    if (blocks.empty() || blocks.back().size() == kBlock) blocks.emplace_back().reserve(kBlock);
    blocks.back().push_back(event);
    if (event.IsCopy()) continue;
    days_.Add(event);
    ++events_;
  }
}

void EventStore::Take(EventChunk const& chunk) {
  std::vector<uint32_t> users(chunk.ids.size());
  names_.Intern(chunk.ids, users.data());
  for (size_t i = 0; i < users.size(); ++i) chunk.events[i].user = users[i];
  Add(chunk.events);
}

void EventStore::Load(LoadedUsers users, bool named) {
  Require(!finished_ && events_ == 0, "the log has events already");
  for (size_t place = 0; place < users.runs.size(); ++place) {
    events_ += CountEvents(users.runs[place].events);
    ids_ += users.ids[place];
    id_ends_.push_back(ids_.size());
  }
  std::vector<uint32_t> numbers(users.ids.size());
  if (named) names_.Intern(users.ids, numbers.data());
  users_ = std::move(users.runs);
  memory_ = std::move(users.memory);
  finished_ = true;
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
    SortRun(part.sorted.data() + part.starts[i], part.sorted.data() + part.starts[i + 1], Before);
  }
}

void EventStore::OrderUsers() {
  std::vector<OrderedId> order;
  for (uint32_t user = 0; user < names_.Count(); ++user) {
    if (!Run(user).empty()) order.push_back(OrderedIdOf(names_.Name(user), user));
  }
  CheckTaskStop();
  SortIds(order);
  users_.reserve(order.size());
  id_ends_.reserve(order.size());
  for (OrderedId const& one : order) {
    users_.push_back({Run(one.user), one.user});
    ids_ += one.id;
    id_ends_.push_back(ids_.size());
  }
}

}  // namespace winback::events
