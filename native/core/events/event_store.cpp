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
namespace {

std::span<uint8_t const> BytesIn(std::span<Event const> events) {
  return {reinterpret_cast<uint8_t const*>(events.data()), events.size_bytes()};
}

std::span<uint8_t> WritableBytesIn(std::span<Event> events) {
  return {reinterpret_cast<uint8_t*>(events.data()), events.size_bytes()};
}

}  // namespace

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
  if (names_.Bytes() > memory_limit_ / 2) {
    throw Error(ErrorCode::kOutOfMemory, "ids of users take more than their share of the memory");
  }
  Spill();
}

void EventStore::Spill() {
  if (!spilled_) spilled_.emplace(folder_, kPartitions);
  for (size_t part = 0; part < kPartitions; ++part) {
    parts_[part].blocks.EachBlock(
        [&](std::span<Event const> block) { spilled_->Add(part, BytesIn(block)); });
    parts_[part].blocks = {};
  }
  pool_ = {};
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
  std::optional<File> sorted;
  if (spilled_) sorted.emplace(File::Unnamed(folder_));
  // A scratch a thread, for one partition after the other.
  int const sorting = SortingThreads(threads);
  std::atomic<size_t> next = 0;
  ParallelFor(sorting, sorting, [&](int64_t) {
    Scratch scratch;
    for (size_t part; (part = next++) < kPartitions;) {
      SortPartition(part, end, scratch, sorted ? &*sorted : nullptr);
    }
  });
  if (sorted) MapSorted(*sorted);
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

// Where the events of each user begin in `scratch.by_user`.
std::vector<uint64_t> EventStore::GatherByUser(size_t number, int64_t end, Scratch& scratch) {
  Partition& part = parts_[number];
  scratch.read.resize(spilled_ ? spilled_->BytesOf(number) / sizeof(Event) : 0);
  if (spilled_) spilled_->Read(number, WritableBytesIn(scratch.read));
  auto const each_piece = [&](auto&& look) {
    look(std::span<Event const>(scratch.read));
    part.blocks.EachBlock(look);
  };
  // A user's number is its place times the partitions and the partition's own.
  std::vector<uint64_t> starts(part.places.size() + 1, 0);
  each_piece([&](std::span<Event const> piece) {
    CheckTaskStop();
    for (Event const& event : piece) starts[event.user / kPartitions + 1] += event.at < end;
  });
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  auto& by_user = scratch.by_user;
  by_user.resize(std::max(by_user.size(), static_cast<size_t>(starts.back())));
  std::vector<uint64_t> next(starts.begin(), starts.end() - 1);
  each_piece([&](std::span<Event const> piece) {
    CheckTaskStop();
    for (Event const& event : piece) {
      if (event.at >= end) continue;
      by_user[next[event.user / kPartitions]++] = event;
      part.events += !event.IsCopy();
    }
  });
  return starts;
}

// `sorted`: the file that takes the runs; null = the blocks take them.
void EventStore::SortPartition(size_t number, int64_t end, Scratch& scratch, File* sorted) {
  Partition& part = parts_[number];
  std::vector<uint64_t> const starts = GatherByUser(number, end, scratch);
  scratch.sorted.clear();
  // In the order of ids, so that walks over the users find runs behind each other.
  for (size_t i = 0; i < part.places.size(); ++i) {
    if ((i & 1023) == 0) CheckTaskStop();
    UserRun& user = users_[part.places[i]];
    size_t const own = user.user / kPartitions;
    std::span const run(scratch.by_user.data() + starts[own], starts[own + 1] - starts[own]);
    SortRun(run.data(), run.data() + run.size(), Before);
    user.events = sorted == nullptr ? part.blocks.Place(run) : run;
    if (sorted != nullptr) scratch.sorted.insert(scratch.sorted.end(), run.begin(), run.end());
  }
  if (sorted != nullptr) {
    auto const bytes = BytesIn(std::span<Event const>(scratch.sorted));
    part.first = sorted_end_.fetch_add(bytes.size());
    sorted->WriteAt(part.first, bytes);
    return;
  }
  std::vector<uint32_t>().swap(part.places);
}

// A thread holds the events of a partition three times.
int EventStore::SortingThreads(int threads) const {
  if (!spilled_) return threads;
  uint64_t largest = 1;
  for (size_t part = 0; part < kPartitions; ++part) {
    largest =
        std::max(largest, spilled_->BytesOf(part) + parts_[part].blocks.Size() * sizeof(Event));
  }
  return static_cast<int>(
      std::clamp<uint64_t>(memory_limit_ / 2 / (3 * largest), 1, static_cast<uint64_t>(threads)));
}

// Until here the users know how many events they have, but not where these are.
void EventStore::MapSorted(File const& sorted) {
  sorted_ = sorted.Map();
  memory_.push_back(sorted_.Owner());
  for (Partition& part : parts_) {
    auto const* at = reinterpret_cast<Event const*>(sorted_.Begin() + part.first);
    for (uint32_t const place : part.places) {
      users_[place].events = {at, users_[place].events.size()};
      at += users_[place].events.size();
    }
    std::vector<uint32_t>().swap(part.places);
    part.blocks = {};
  }
  pool_ = {};
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
