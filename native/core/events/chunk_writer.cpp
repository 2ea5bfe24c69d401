#include "core/events/chunk_writer.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include "core/events/known_events.h"

namespace winback::events {
namespace {

// Chunks share the bytes at their ends.
void MarkMissing(ColumnMemory const& memory, int64_t row) {
  std::atomic_ref<uint8_t> byte(memory.validity[row / 8]);
  byte.fetch_and(static_cast<uint8_t>(~(1 << row % 8)), std::memory_order_relaxed);
}

// What the ranks of all rows are made from: a missing value is NaN until then.
double KeyOf(Column const& column, Value const& value) {
  if (!value.present) return std::numeric_limits<double>::quiet_NaN();
  Column const own{column.aggregate, Rank::kNone};
  bool const is_number = StorageOf(own) == Storage::kFloat64;
  return is_number ? value.AsNumber() : static_cast<double>(value.bits);
}

}  // namespace

ChunkWriter::ChunkWriter(SnapshotPlan const& plan, size_t chunk)
    : plan_(plan),
      chunk_(chunk),
      cursors_(SnapshotPlan::kChunk),
      tallies_(plan.layout_),
      evaluator_(plan.layout_, plan.program_),
      buffer_(plan.program_.columns.size(), SnapshotPlan::kChunk) {}

TableCounts ChunkWriter::Write(size_t snapshot, TableMemory const& table) {
  TableCounts counts;
  counts.missing.resize(plan_.program_.columns.size() + plan_.AttributeFields());
  auto const users = plan_.store_->Users();
  size_t const begin = chunk_ * SnapshotPlan::kChunk;
  size_t const end = std::min(users.size(), begin + SnapshotPlan::kChunk);
  int64_t const first = plan_.rows_[snapshot][chunk_];
  int64_t row = first;
  int64_t id_at = plan_.id_bytes_[snapshot][chunk_];
  for (size_t place = begin; place < end; ++place) {
    plan_.PrefetchAhead(place);
    if (!plan_.HasRow(snapshot, place)) continue;
    auto const id = plan_.store_->IdAt(place);
    table.offsets[row] = static_cast<int32_t>(id_at);
    std::memcpy(table.ids + id_at, id.data(), id.size());
    id_at += static_cast<int64_t>(id.size());
    table.days[row] = plan_.snapshots_[snapshot].day;
    Row const at{snapshot, table, users[place], row, static_cast<size_t>(row - first)};
    WriteRow(at, place, counts);
    if (plan_.attributes_) WriteAttributes(at, counts);
    ++row;
  }
  WriteOut(table, first, static_cast<size_t>(row - first), counts);
  return counts;
}

void ChunkWriter::WriteOut(TableMemory const& table, int64_t first, size_t rows,
                           TableCounts& counts) {
  if (rows == 0) return;
  auto const& columns = plan_.program_.columns;
  for (size_t c = 0; c < columns.size(); ++c) {
    counts.missing[c] +=
        buffer_.Write(c, StorageOf(columns[c]) == Storage::kInt8, table.columns[c], first, rows);
  }
}

ChunkWriter::Cursor ChunkWriter::StartOf(size_t place, int64_t first) const {
  auto const run = plan_.store_->Users()[place].events;
  size_t const hint = plan_.Hint(place).load(std::memory_order_relaxed);
  bool const fits = hint > 0 && run[hint - 1].at < first;
  return {fits ? hint : 0, 0, true};
}

void ChunkWriter::WriteRow(Row const& at, size_t place, TableCounts& counts) {
  Snapshot const& snapshot = plan_.snapshots_[at.snapshot];
  auto const run = at.user.events;
  int64_t const after = (int64_t{snapshot.day} + 1) * kMicrosPerDay;
  int32_t const longest = plan_.layout_.LongestAge();
  int64_t const first = longest == kNoLimit ? std::numeric_limits<int64_t>::min()
                                            : after - int64_t{longest} * kMicrosPerDay;
  Cursor& cursor = cursors_[place % SnapshotPlan::kChunk];
  if (!cursor.is_set) cursor = StartOf(place, first);
  while (cursor.first < run.size() && run[cursor.first].at < first) ++cursor.first;
  auto const hint = std::min<size_t>(cursor.first, UINT32_MAX);
  plan_.Hint(place).store(static_cast<uint32_t>(hint), std::memory_order_relaxed);
  cursor.after = std::max(cursor.after, cursor.first);
  while (cursor.after < run.size() && run[cursor.after].at < after) ++cursor.after;
  auto events = run.subspan(cursor.first, cursor.after - cursor.first);
  if (plan_.program_.arrivals) events = KnownEvents(events, snapshot.day, known_);
  WriteColumns(at, {events, after});
  if (at.table.label == nullptr) return;
  at.table.label[at.row] = LabelOf(snapshot, run.subspan(cursor.after));
  counts.positives += at.table.label[at.row];
}

void ChunkWriter::WriteColumns(Row const& at, UserWindow const& window) {
  tallies_.Fill(plan_.layout_, plan_.ages_[at.snapshot], window.events, window.end);
  evaluator_.Begin(tallies_, window);
  auto const& columns = plan_.program_.columns;
  for (size_t c = 0; c < columns.size(); ++c) {
    Value value = evaluator_.Of(c);
    if (columns[c].rank != Rank::kNone) value = Value::Number(KeyOf(columns[c], value));
    buffer_.Set(c, at.place, value.bits, value.present);
  }
}

int32_t ChunkWriter::LabelOf(Snapshot const& snapshot, std::span<Event const> later) const {
  // The label is what was known when its days had passed.
  int32_t const last = snapshot.day + snapshot.label_days;
  int64_t const end = (int64_t{last} + 1) * kMicrosPerDay;
  for (Event const& event : later) {
    if (event.at >= end) break;
    bool const known = !plan_.program_.arrivals || IsKnown(event, last);
    if (known && (plan_.program_.active >> event.Class() & 1) != 0) return 0;
  }
  return 1;
}

void ChunkWriter::WriteAttributes(Row const& at, TableCounts& counts) const {
  auto const codes = plan_.attributes_->Of(at.user.user, plan_.snapshots_[at.snapshot].day);
  auto const& memory = at.table.attributes;
  size_t const first = plan_.program_.columns.size();
  for (size_t field = 0; field < memory.size(); ++field) {
    int32_t const code = codes.empty() ? -1 : codes[field];
    static_cast<int32_t*>(memory[field].values)[at.row] = std::max(code, 0);
    if (code >= 0) continue;
    MarkMissing(memory[field], at.row);
    ++counts.missing[first + field];
  }
}

}  // namespace winback::events
