#include "core/events/event_store.h"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/events/run_order.h"
#include "core/events/users/ordered_ids.h"

namespace winback::events {

void EventStore::Add(std::span<Event const> events) {
  Require(!finished_, "events cannot be added any more");
  for (Event const& event : events) {
    parts_[event.user % kPartitions].blocks.Add(event, pool_);
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
  if (pool_.Bytes() + names_.Bytes() <= memory_limit_) return;
  throw Error(ErrorCode::kOutOfMemory, "events and ids take more than their share of the memory");
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
  OrderUsers();
  // A scratch a thread, for one partition after the other.
  std::atomic<size_t> next = 0;
  ParallelFor(threads, threads, [&](int64_t) {
    std::vector<Event> scratch;
    for (size_t part; (part = next++) < kPartitions;) SortPartition(parts_[part], end, scratch);
  });
  events_ = 0;
  for (Partition const& part : parts_) events_ += part.events;
  DropEmpty();
  finished_ = true;
}

void EventStore::OrderUsers() {
  std::vector<OrderedId> order;
  order.reserve(names_.Count());
  for (uint32_t user = 0; user < names_.Count(); ++user) {
    order.push_back(OrderedIdOf(names_.Name(user), user));
  }
  CheckTaskStop();
  SortIds(order);
  users_.reserve(order.size());
  for (OrderedId const& one : order) {
    parts_[one.user % kPartitions].places.push_back(static_cast<uint32_t>(users_.size()));
    users_.push_back({{}, one.user});
  }
}

void EventStore::SortPartition(Partition& part, int64_t end, std::vector<Event>& scratch) {
  // A user's number is its place times the partitions and the partition's own.
  std::vector<uint64_t> starts(part.places.size() + 1, 0);
  part.blocks.EachBlock([&](std::span<Event const> block) {
    CheckTaskStop();
    for (Event const& event : block) starts[event.user / kPartitions + 1] += event.at < end;
  });
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  scratch.resize(std::max(scratch.size(), static_cast<size_t>(starts.back())));
  std::vector<uint64_t> next(starts.begin(), starts.end() - 1);
  part.blocks.EachBlock([&](std::span<Event const> block) {
    CheckTaskStop();
    for (Event const& event : block) {
      if (event.at >= end) continue;
      scratch[next[event.user / kPartitions]++] = event;
      part.events += !event.IsCopy();
    }
  });
  // In the order of ids, so that walks over the users find runs behind each other.
  for (size_t i = 0; i < part.places.size(); ++i) {
    if ((i & 1023) == 0) CheckTaskStop();
    UserRun& user = users_[part.places[i]];
    size_t const number = user.user / kPartitions;
    std::span const run(scratch.data() + starts[number], starts[number + 1] - starts[number]);
    SortRun(run.data(), run.data() + run.size(), Before);
    user.events = part.blocks.Place(run);
  }
  std::vector<uint32_t>().swap(part.places);
}

void EventStore::DropEmpty() {
  std::erase_if(users_, [](UserRun const& user) { return user.events.empty(); });
  id_ends_.reserve(users_.size());
  for (UserRun const& user : users_) {
    ids_ += names_.Name(user.user);
    id_ends_.push_back(ids_.size());
  }
}

}  // namespace winback::events
