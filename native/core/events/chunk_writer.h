// Writes the rows of one chunk of users, snapshot after snapshot.
#pragma once

#include <span>
#include <vector>

#include "core/events/columns/column_buffer.h"
#include "core/events/evaluator.h"
#include "core/events/snapshots.h"
#include "core/events/tallies.h"

namespace winback::events {

class ChunkWriter {
 public:
  ChunkWriter(SnapshotPlan const& plan, size_t chunk);

  // Snapshots in their order, each once: the cursors only move on.
  TableCounts Write(size_t snapshot, TableMemory const& table);

 private:
  struct Row {
    size_t snapshot;
    TableMemory const& table;
    UserRun const& user;
    int64_t row;
    size_t place;  // in the chunk's rows
  };
  // The events of a user inside the longest window of the snapshot at hand.
  struct Cursor {
    size_t first = 0;
    size_t after = 0;
    bool is_set = false;
  };
  // The cursor of a user whom no earlier snapshot of this chunk has looked at.
  Cursor StartOf(size_t place, int64_t first) const;
  void WriteRow(Row const& at, size_t place, TableCounts& counts);
  void WriteColumns(Row const& at, UserWindow const& window);
  void WriteOut(TableMemory const& table, int64_t first, size_t rows, TableCounts& counts);
  void WriteAttributes(Row const& at, TableCounts& counts) const;
  int32_t LabelOf(Snapshot const& snapshot, std::span<Event const> later) const;

  SnapshotPlan const& plan_;
  size_t chunk_;
  std::vector<Cursor> cursors_;
  std::vector<Event> known_;
  Tallies tallies_;
  Evaluator evaluator_;
  ColumnBuffer buffer_;
};

}  // namespace winback::events
