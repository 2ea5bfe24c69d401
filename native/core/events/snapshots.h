// Tables of features: a row for each user who was active before a snapshot day, for several days in
// one pass over the users.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/events/attribute_table.h"
#include "core/events/columns/column_buffer.h"
#include "core/events/event_store.h"
#include "core/events/program.h"
#include "core/events/ranks/ranks.h"
#include "core/events/tallies.h"

namespace winback::events {

struct Snapshot {
  int32_t day;
  int32_t label_days;  // days after it that the label looks at; 0 = no label
};

// Where the table of one snapshot is written; see SnapshotPlan::Rows.
struct TableMemory {
  int32_t* offsets = nullptr;  // of the ids in `ids`, one more than rows
  uint8_t* ids = nullptr;
  int32_t* days = nullptr;
  int32_t* label = nullptr;           // 1 where no active event follows; null without a label
  std::vector<ColumnMemory> columns;  // as the program's
  std::vector<ColumnMemory> attributes;
};

struct TableCounts {
  int64_t positives = 0;
  std::vector<int64_t> missing;  // of each column, then of each attribute
};

// Columns of a program that become ranks.
std::vector<size_t> RankedColumns(Program const& program);

class SnapshotPlan {
 public:
  // Finds the rows of each snapshot. `snapshots` by day, ascending; `attributes` may be null.
  // Throws kBadInput for a store that is not finished and for a program that cannot run.
  SnapshotPlan(std::shared_ptr<EventStore const> store, Program program,
               std::vector<Snapshot> snapshots, std::shared_ptr<AttributeTable const> attributes,
               int threads);

  size_t Snapshots() const { return snapshots_.size(); }
  int64_t Rows(size_t snapshot) const { return rows_[snapshot].back(); }
  // Bytes of the ids of a snapshot's users.
  int64_t IdBytes(size_t snapshot) const { return id_bytes_[snapshot].back(); }
  Program const& Columns() const { return program_; }
  Snapshot const& At(size_t snapshot) const { return snapshots_[snapshot]; }
  size_t AttributeFields() const { return attributes_ ? attributes_->Fields() : 0; }

  // Fills the tables of the snapshots from `first` on, as many as `tables`, in one pass over the
  // users. `report` hears the share that is done, from any thread.
  std::vector<TableCounts> Fill(size_t first, std::span<TableMemory const> tables, int threads,
                                std::function<void(double)> const& report) const;
  // The same where these users are a part of all: columns with a rank hold what it is made from,
  // NaN where that is missing.
  std::vector<TableCounts> FillKeys(size_t first, std::span<TableMemory const> tables, int threads,
                                    std::function<void(double)> const& report) const;
  // Makes ranks of what FillKeys left. `counts`: of all users, one for each column with a rank;
  // null = these users are all.
  void RankColumns(size_t snapshot, TableMemory const& table, std::vector<RankCounts> const* counts,
                   int threads) const;

 private:
  // Users that one thread takes at a time: their events stay in its cache over all snapshots.
  static constexpr size_t kChunk = 512;
  friend class ChunkWriter;

  size_t Chunks() const { return (store_->Users().size() + kChunk - 1) / kChunk; }
  void FindRows(size_t chunk);
  // Runs are at random places of memory: those of users ahead are asked for, so that they are there
  // in time.
  void PrefetchAhead(size_t place) const {
    constexpr size_t kAhead = 6;
    constexpr size_t kLine = 64;
    constexpr size_t kMost = 1024;
    auto const users = store_->Users();
    if (place + kAhead >= users.size()) return;
    auto const run = std::as_bytes(users[place + kAhead].events);
    for (size_t at = 0; at < std::min(run.size(), kMost); at += kLine) {
      __builtin_prefetch(run.data() + at);
    }
  }
  // The first event of a user that the snapshot written last has looked at: where the next one
  // begins to look. Whoever reads it checks it, so that passes may come in any order.
  std::atomic_ref<uint32_t> Hint(size_t place) const { return std::atomic_ref(hints_[place]); }
  bool HasRow(size_t snapshot, size_t place) const {
    return (eligible_[snapshot][place >> 6] >> (place & 63) & 1) != 0;
  }

  std::shared_ptr<EventStore const> store_;
  Program program_;
  TallyLayout layout_;
  std::vector<Snapshot> snapshots_;
  std::shared_ptr<AttributeTable const> attributes_;
  std::vector<AgeTable> ages_;
  std::vector<std::vector<uint64_t>> eligible_;  // of a snapshot: bit per user in order of ids
  std::vector<std::vector<int64_t>> rows_;       // of a snapshot: first row of each chunk, then all
  std::vector<std::vector<int64_t>> id_bytes_;   // the same in bytes of ids
  mutable std::vector<uint32_t> hints_;          // of each user
};

}  // namespace winback::events
