#include "duckdb/event_reader.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "core/base/error.h"
#include "core/events/users/spaces.h"

namespace winback::duckdb {
namespace {

using events::Event;

constexpr int64_t kReportEvery = 1 << 18;

uint64_t Place(int column) { return static_cast<uint64_t>(column); }

void CheckColumns(ResultStream const& stream, EventColumns const& columns) {
  stream.RequireType(Place(columns.user), {TypeId::kVarchar});
  stream.RequireType(Place(columns.at), {TypeId::kTimestamp});
  stream.RequireType(Place(columns.role), {TypeId::kEnum});
  if (columns.key >= 0) stream.RequireType(Place(columns.key), {TypeId::kUbigint});
  if (columns.utc >= 0) stream.RequireType(Place(columns.utc), {TypeId::kTimestamp});
  if (columns.mark >= 0) stream.RequireType(Place(columns.mark), {TypeId::kBoolean});
  Require(columns.value_of_role.size() <= events::kMaxRoles, "too many roles");
  for (int const column : columns.value_of_role) {
    if (column < 0) continue;
    stream.RequireType(Place(column), {TypeId::kBigint, TypeId::kUbigint, TypeId::kInteger});
  }
  if (columns.late >= 0) stream.RequireType(Place(columns.late), {TypeId::kUtinyint});
  for (auto const& copy : columns.copies) {
    stream.RequireType(Place(copy.test), {TypeId::kBoolean});
    if (copy.value < 0) continue;
    stream.RequireType(Place(copy.value), {TypeId::kBigint, TypeId::kUbigint});
  }
  for (int const column : columns.sums) {
    stream.RequireType(Place(column), {TypeId::kUtinyint, TypeId::kBigint});
  }
}

// Widens what a column holds to 64 bits; UBIGINT keeps its bits.
class WholeNumbers {
 public:
  WholeNumbers(ResultStream const& stream, int column)
      : view_(stream.ColumnAt(Place(column))), type_(stream.TypeOf(Place(column))) {}
  bool IsPresent(size_t row) const { return view_.IsPresent(row); }
  int64_t At(size_t row) const {
    if (type_ == TypeId::kInteger) return view_.At<int32_t>(row);
    if (type_ == TypeId::kUtinyint) return view_.At<uint8_t>(row);
    return view_.At<int64_t>(row);
  }

 private:
  ColumnView view_;
  TypeId type_;
};

class ChunkReader {
 public:
  ChunkReader(ResultStream const& stream, EventColumns const& columns, events::EventSink& sink)
      : stream_(stream), columns_(columns), sink_(sink) {}

  // Events of the chunk.
  size_t Read() {
    FindRows();
    ReadTimes();
    ReadOffsets();
    ReadRoles();
    ReadArrivals();
    ReadKeys();
    for (auto const& copy : columns_.copies) AddCopies(copy);
    sink_.Take({ids_, chunk_, keys_});
    return rows_.size();
  }

  void AddSums(std::vector<int64_t>& sums) const {
    for (size_t i = 0; i < columns_.sums.size(); ++i) {
      WholeNumbers const column(stream_, columns_.sums[i]);
      for (uint32_t const row : rows_) {
        if (column.IsPresent(row)) sums[i] += column.At(row);
      }
    }
  }

 private:
  void FindRows() {
    auto const user = stream_.ColumnAt(Place(columns_.user));
    auto const at = stream_.ColumnAt(Place(columns_.at));
    auto const role = stream_.ColumnAt(Place(columns_.role));
    rows_.clear();
    ids_.clear();
    for (size_t row = 0; row < stream_.Rows(); ++row) {
      if (!user.IsPresent(row) || !at.IsPresent(row) || !role.IsPresent(row)) continue;
      auto const id = events::WithoutSpaces(user.TextAt(row));
      if (id.empty()) continue;
      rows_.push_back(static_cast<uint32_t>(row));
      ids_.push_back(id);
    }
  }

  void ReadTimes() {
    auto const at = stream_.ColumnAt(Place(columns_.at));
    chunk_.resize(rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i) {
      chunk_[i] = {at.At<int64_t>(rows_[i]), 0, 0, 0};
    }
  }

  // Seconds that clocks are ahead of UTC at each event.
  void ReadOffsets() {
    offsets_.assign(rows_.size(), 0);
    if (columns_.utc < 0) return;
    auto const utc = stream_.ColumnAt(Place(columns_.utc));
    for (size_t i = 0; i < rows_.size(); ++i) {
      Require(utc.IsPresent(rows_[i]), "an event has no time in UTC");
      int64_t const micros = chunk_[i].at - utc.At<int64_t>(rows_[i]);
      int64_t const seconds = micros / events::kMicrosPerSecond;
      bool const fits =
          micros % events::kMicrosPerSecond == 0 && std::abs(seconds) <= events::kMaxOffsetSeconds;
      Require(fits, "clocks are not whole seconds ahead of UTC");
      offsets_[i] = static_cast<int32_t>(seconds);
    }
  }

  void ReadRoles() {
    auto const role = stream_.ColumnAt(Place(columns_.role));
    std::vector<std::optional<WholeNumbers>> values;
    for (int const column : columns_.value_of_role) {
      values.emplace_back();
      if (column >= 0) values.back().emplace(stream_, column);
    }
    std::optional<ColumnView> mark;
    if (columns_.mark >= 0) mark = stream_.ColumnAt(Place(columns_.mark));
    for (size_t i = 0; i < rows_.size(); ++i) {
      uint32_t const row = rows_[i];
      size_t const code = role.At<uint8_t>(row);
      Require(code < values.size(), "a role is not known");
      bool const has_value = values[code] && values[code]->IsPresent(row);
      bool const marked = mark && mark->IsPresent(row) && mark->At<bool>(row);
      chunk_[i].tag = events::TagOf(static_cast<int>(code), marked, has_value, offsets_[i]);
      if (has_value) chunk_[i].value = values[code]->At(row);
    }
  }

  // 0 says that an event has no id.
  void ReadKeys() {
    if (columns_.key < 0) return;
    keys_.resize(rows_.size());
    auto const key = stream_.ColumnAt(Place(columns_.key));
    for (size_t i = 0; i < rows_.size(); ++i) {
      uint32_t const row = rows_[i];
      keys_[i] = key.IsPresent(row) ? std::max<uint64_t>(key.At<uint64_t>(row), 1) : 0;
    }
  }

  void ReadArrivals() {
    if (columns_.late < 0) return;
    auto const late = stream_.ColumnAt(Place(columns_.late));
    for (size_t i = 0; i < rows_.size(); ++i) {
      Require(late.IsPresent(rows_[i]), "an event has no day of arrival");
      chunk_[i].tag |= uint32_t{late.At<uint8_t>(rows_[i])} << Event::kLateShift;
    }
  }

  void AddCopies(CopyColumns const& columns) {
    auto const test = stream_.ColumnAt(Place(columns.test));
    std::optional<WholeNumbers> values;
    if (columns.value >= 0) values.emplace(stream_, columns.value);
    for (size_t i = 0; i < rows_.size(); ++i) {
      uint32_t const row = rows_[i];
      if (!test.IsPresent(row) || !test.At<bool>(row)) continue;
      bool const has_value = values && values->IsPresent(row);
      Event copy = chunk_[i];
      copy.tag = events::CopyTagOf(copy.tag, columns.event_class, has_value);
      copy.value = has_value ? values->At(row) : 0;
      chunk_.push_back(copy);
      ids_.push_back(ids_[i]);
      if (!keys_.empty()) keys_.push_back(events::CopyKeyOf(keys_[i], columns.event_class));
    }
  }

  ResultStream const& stream_;
  EventColumns const& columns_;
  events::EventSink& sink_;
  std::vector<uint32_t> rows_;  // of the chunk, those that are events
  std::vector<std::string_view> ids_;
  std::vector<int32_t> offsets_;
  std::vector<uint64_t> keys_;
  std::vector<Event> chunk_;
};

}  // namespace

EventsRead ReadEvents(events::EventSink& sink, OpenResult open, EventColumns const& columns,
                      std::function<void(int64_t)> const& report, StopToken const& stop) {
  ResultStream stream(open, stop);
  CheckColumns(stream, columns);
  ChunkReader reader(stream, columns, sink);
  EventsRead read;
  read.sums.resize(columns.sums.size());
  int64_t next = kReportEvery;
  while (stream.Next()) {
    read.rows += static_cast<int64_t>(reader.Read());
    reader.AddSums(read.sums);
    if (read.rows < next) continue;
    report(read.rows);
    next = read.rows + kReportEvery;
  }
  read.ended = stream.Ended();
  return read;
}

bool ReadAttributes(events::EventStore const& store, OpenResult open,
                    events::AttributeTable& attributes, StopToken const& stop) {
  ResultStream stream(open, stop);
  stream.RequireType(0, {TypeId::kVarchar});
  stream.RequireType(1, {TypeId::kDate});
  for (size_t field = 0; field < attributes.Fields(); ++field) {
    stream.RequireType(2 + field, {TypeId::kInteger});
  }
  std::vector<int32_t> codes(attributes.Fields());
  while (stream.Next()) {
    auto const ids = stream.ColumnAt(0);
    auto const days = stream.ColumnAt(1);
    std::vector<ColumnView> fields;
    for (size_t field = 0; field < codes.size(); ++field) {
      fields.push_back(stream.ColumnAt(2 + field));
    }
    for (size_t row = 0; row < stream.Rows(); ++row) {
      if (!ids.IsPresent(row) || !days.IsPresent(row)) continue;
      uint32_t const user = store.Names().Find(ids.TextAt(row));
      if (user == events::UserNames::kNobody) continue;
      for (size_t field = 0; field < codes.size(); ++field) {
        codes[field] = fields[field].IsPresent(row) ? fields[field].At<int32_t>(row) : -1;
      }
      attributes.Add(user, days.At<int32_t>(row), codes);
    }
  }
  return stream.Ended();
}

}  // namespace winback::duckdb
