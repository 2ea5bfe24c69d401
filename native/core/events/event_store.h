// Events as they come, then by user: the log that snapshots are made from.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/events/day_counts.h"
#include "core/events/event.h"
#include "core/events/event_blocks.h"
#include "core/events/event_sink.h"
#include "core/events/spill/piece_file.h"
#include "core/events/users/user_names.h"

namespace winback::events {

// A user and the events by time.
struct UserRun {
  std::span<Event const> events;
  uint32_t user;
};

// Users in order of their ids, each once, with the events by time.
struct LoadedUsers {
  std::vector<UserRun> runs;  // `user` is the place
  std::vector<std::string_view> ids;
  std::vector<std::shared_ptr<void const>> memory;  // of events and ids
};

class EventStore final : public EventSink {
 public:
  // `memory`: the bytes that events and ids may take while they come. Events beyond it go to a file
  // without a name in `folder`, and are sorted and read there; the order is the same.
  explicit EventStore(uint64_t memory = UINT64_MAX, std::string folder = "")
      : memory_limit_(memory), folder_(std::move(folder)) {}
  EventStore(EventStore const&) = delete;
  EventStore& operator=(EventStore const&) = delete;

  UserNames& Names() { return names_; }
  UserNames const& Names() const { return names_; }

  // `user` of every event is a number that Names() gave. Not after Finish.
  void Add(std::span<Event const> events);
  // Gives the users numbers and adds the events. Throws kOutOfMemory where the ids alone take more
  // than half of the limit, kIo where the file cannot be written.
  void Take(EventChunk const& chunk) override;
  // Holds what was sorted before, in place of Add and Finish. With `named`, Names() knows the
  // users.
  void Load(LoadedUsers users, bool named);
  // Days with events, ascending.
  std::vector<DayCount> Days() const { return days_.Days(); }
  // Events after `last_day` are dropped; the others are sorted by user and time. Once.
  void Finish(std::optional<int32_t> last_day, int threads);
  bool Finished() const { return finished_; }
  // Bytes of events that went to the file.
  uint64_t Spilled() const { return spilled_ ? spilled_->Bytes() : 0; }
  // Events in the file that were looked at take no memory any more.
  void LetGo() const { sorted_.LetGo(); }

  // Copies are not counted.
  int64_t Events() const { return events_; }
  // Users with an event, in order of their ids (bytes, as DuckDB and ClickHouse order texts). A
  // user's place in it is not the number that Names() gave.
  std::span<UserRun const> Users() const { return users_; }
  std::string_view IdAt(size_t place) const {
    uint64_t const begin = place == 0 ? 0 : id_ends_[place - 1];
    return {ids_.data() + begin, static_cast<size_t>(id_ends_[place] - begin)};
  }

 private:
  // Users are spread over partitions, so that sorting one needs memory for one.
  static constexpr uint32_t kPartitions = 64;
  struct Partition {
    EventBlocks blocks;
    std::vector<uint32_t> places;  // in users_ of its users, ascending
    int64_t events = 0;            // without copies
    uint64_t first = 0;            // byte of its events in the file of sorted ones
  };
  // What one thread sorts a partition in.
  struct Scratch {
    std::vector<Event> read;     // from the file
    std::vector<Event> by_user;  // in the order of users' numbers
    std::vector<Event> sorted;   // in the order of their ids, on the way to the file
  };
  void Spill();
  void OrderUsers();
  void SortPartition(size_t number, int64_t end, Scratch& scratch, File* sorted);
  std::vector<uint64_t> GatherByUser(size_t number, int64_t end, Scratch& scratch);
  int SortingThreads(int threads) const;
  void MapSorted(File const& sorted);
  void DropEmpty();

  UserNames names_;
  BlockPool pool_;
  std::array<Partition, kPartitions> parts_;
  DayCounts days_;
  std::vector<UserRun> users_;
  // Ids in the order of users_: a walk over them reads memory from front to back.
  std::string ids_;
  std::vector<uint64_t> id_ends_;
  std::vector<std::shared_ptr<void const>> memory_;  // of events that were loaded
  uint64_t memory_limit_;
  std::string folder_;
  std::optional<PieceFile> spilled_;  // parts are partitions
  std::atomic<uint64_t> sorted_end_ = 0;
  MappedBytes sorted_;
  int64_t events_ = 0;
  bool finished_ = false;
};

}  // namespace winback::events
