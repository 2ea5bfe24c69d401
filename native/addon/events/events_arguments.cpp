#include "addon/events/events_arguments.h"

#include <array>
#include <limits>
#include <string_view>

namespace winback::addon {
namespace {

using events::Condition;
using events::Filter;
using events::Kind;
using events::Rank;
using events::Storage;

constexpr int64_t kMostColumns = 1 << 16;

int ColumnPosition(Napi::Value value, char const* name) {
  return static_cast<int>(IntegerOf(value, name, -1, kMostColumns));
}

std::vector<int> ColumnPositions(Napi::Value value, char const* name) {
  std::vector<int> positions;
  for (int32_t const position : Int32Of(value, name)) {
    Require(position >= -1 && position < kMostColumns, std::string(name) + " is out of range");
    positions.push_back(position);
  }
  return positions;
}

std::vector<duckdb::CopyColumns> CopiesOf(Napi::Value value) {
  auto const numbers = ColumnPositions(value, "copies");
  Require(numbers.size() % 3 == 0, "a copy is a test, a value and a class");
  std::vector<duckdb::CopyColumns> copies;
  for (size_t i = 0; i < numbers.size(); i += 3) {
    int const event_class = numbers[i + 2];
    Require(numbers[i] >= 0 && event_class >= 0 && event_class < events::kClasses,
            "a copy has a test and a class");
    copies.push_back({numbers[i], numbers[i + 1], event_class});
  }
  return copies;
}

template <class T, size_t N>
T OneOf(Napi::Value value, std::array<std::pair<std::string_view, T>, N> const& names,
        char const* what) {
  std::string const given = StringOf(value, what);
  for (auto const& [name, meaning] : names) {
    if (name == given) return meaning;
  }
  throw Error(ErrorCode::kBadInput, std::string("unknown ") + what + " " + given);
}

constexpr std::array<std::pair<std::string_view, Kind>, 16> kKinds{{
    {"count", Kind::kCount},
    {"days", Kind::kDays},
    {"share", Kind::kShare},
    {"rate", Kind::kRate},
    {"slope", Kind::kSlope},
    {"sum", Kind::kSum},
    {"mean", Kind::kMean},
    {"meanPerEvent", Kind::kMeanPerEvent},
    {"quantile", Kind::kQuantile},
    {"newest", Kind::kNewest},
    {"oldest", Kind::kOldest},
    {"variety", Kind::kVariety},
    {"gap", Kind::kGap},
    {"dayGap", Kind::kDayGap},
    {"overdue", Kind::kOverdue},
    {"return", Kind::kReturn},
}};

constexpr std::array<std::pair<std::string_view, Condition>, 3> kConditions{{
    {"none", Condition::kNone},
    {"weekend", Condition::kWeekend},
    {"night", Condition::kNight},
}};

constexpr std::array<std::pair<std::string_view, Rank>, 3> kRanks{{
    {"none", Rank::kNone},
    {"ascending", Rank::kAscending},
    {"descending", Rank::kDescending},
}};

Filter FilterOf(Napi::Value value) {
  auto const given = ObjectOf(value, "filter");
  Filter filter;
  filter.classes = static_cast<uint32_t>(IntegerOf(given.Get("classes"), "classes", 0, UINT32_MAX));
  filter.from = static_cast<int32_t>(IntegerOf(given.Get("from"), "from", 0, events::kNoLimit));
  filter.to = static_cast<int32_t>(IntegerOf(given.Get("to"), "to", 1, events::kNoLimit));
  filter.when = OneOf(given.Get("when"), kConditions, "condition");
  return filter;
}

events::Column ColumnOfProgram(Napi::Value value) {
  auto const given = ObjectOf(value, "column");
  events::Column column;
  column.aggregate.kind = OneOf(given.Get("kind"), kKinds, "aggregate");
  column.aggregate.of = FilterOf(given.Get("of"));
  column.aggregate.other = FilterOf(given.Get("other"));
  column.aggregate.level = NumberOf(given.Get("level"), "level");
  column.aggregate.per = NumberOf(given.Get("per"), "per");
  column.rank = OneOf(given.Get("rank"), kRanks, "rank");
  return column;
}

// The memory of a typed array of a kind and length, kept by `pins`.
void* MemoryOf(Napi::Value value, napi_typedarray_type type, int64_t length, char const* what,
               Pins& pins) {
  bool const fits = value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type &&
                    static_cast<int64_t>(value.As<Napi::TypedArray>().ElementLength()) == length;
  Require(fits, std::string(what) + " is not the array that the plan asks for");
  pins.Add(value);
  auto array = value.As<Napi::TypedArray>();
  return static_cast<char*>(array.ArrayBuffer().Data()) + array.ByteOffset();
}

napi_typedarray_type ArrayTypeOf(Storage storage) {
  switch (storage) {
    case Storage::kInt8:
      return napi_int8_array;
    case Storage::kInt64:
      return napi_bigint64_array;
    case Storage::kFloat64:
      return napi_float64_array;
  }
  return napi_float64_array;
}

events::ColumnMemory ColumnMemoryOf(Napi::Value value, napi_typedarray_type type, int64_t rows,
                                    Pins& pins) {
  auto const given = ObjectOf(value, "column");
  events::ColumnMemory memory;
  memory.values = MemoryOf(given.Get("values"), type, rows, "values", pins);
  memory.validity = static_cast<uint8_t*>(
      MemoryOf(given.Get("validity"), napi_uint8_array, (rows + 7) / 8, "validity", pins));
  return memory;
}

events::TableMemory TableMemoryOf(Napi::Value value, events::SnapshotPlan const& plan,
                                  size_t snapshot, Pins& pins) {
  auto const given = ObjectOf(value, "table");
  int64_t const rows = plan.Rows(snapshot);
  auto const int32s = [&](char const* name, int64_t length) {
    return static_cast<int32_t*>(MemoryOf(given.Get(name), napi_int32_array, length, name, pins));
  };
  events::TableMemory table;
  table.offsets = int32s("offsets", rows + 1);
  table.ids = static_cast<uint8_t*>(
      MemoryOf(given.Get("ids"), napi_uint8_array, plan.IdBytes(snapshot), "ids", pins));
  table.days = int32s("days", rows);
  if (plan.At(snapshot).label_days > 0) table.label = int32s("label", rows);
  auto const columns = ArrayOf(given.Get("columns"), "columns");
  auto const& program = plan.Columns().columns;
  Require(columns.Length() == program.size(), "one column of memory an aggregate");
  for (uint32_t c = 0; c < columns.Length(); ++c) {
    auto const type = ArrayTypeOf(events::StorageOf(program[c]));
    table.columns.push_back(ColumnMemoryOf(columns.Get(c), type, rows, pins));
  }
  auto const attributes = ArrayOf(given.Get("attributes"), "attributes");
  Require(attributes.Length() == plan.AttributeFields(), "one column of memory an attribute");
  for (uint32_t a = 0; a < attributes.Length(); ++a) {
    table.attributes.push_back(ColumnMemoryOf(attributes.Get(a), napi_int32_array, rows, pins));
  }
  return table;
}

}  // namespace

duckdb::EventColumns EventColumnsOf(Napi::Value value) {
  auto const given = ObjectOf(value, "columns");
  duckdb::EventColumns columns;
  columns.user = static_cast<int>(IntegerOf(given.Get("user"), "user", 0, kMostColumns));
  columns.at = static_cast<int>(IntegerOf(given.Get("at"), "at", 0, kMostColumns));
  columns.utc = ColumnPosition(given.Get("utc"), "utc");
  columns.role = static_cast<int>(IntegerOf(given.Get("role"), "role", 0, kMostColumns));
  columns.mark = ColumnPosition(given.Get("mark"), "mark");
  columns.key = ColumnPosition(given.Get("key"), "key");
  columns.value_of_role = ColumnPositions(given.Get("valueOfRole"), "valueOfRole");
  columns.sums = ColumnPositions(given.Get("sums"), "sums");
  for (int const column : columns.sums) Require(column >= 0, "sums are of columns");
  columns.late = ColumnPosition(given.Get("late"), "late");
  columns.copies = CopiesOf(given.Get("copies"));
  return columns;
}

events::Program ProgramOf(Napi::Value value) {
  auto const given = ObjectOf(value, "program");
  events::Program program;
  program.active = static_cast<uint32_t>(IntegerOf(given.Get("active"), "active", 0, UINT32_MAX));
  program.observation_days = static_cast<int32_t>(
      IntegerOf(given.Get("observationDays"), "observationDays", 1, events::kLongestWindow));
  program.first_days = static_cast<int32_t>(
      IntegerOf(given.Get("firstDays"), "firstDays", 0, events::kLongestWindow));
  program.arrivals = BooleanOf(given.Get("arrivals"), "arrivals");
  auto const columns = ArrayOf(given.Get("columns"), "columns");
  for (uint32_t i = 0; i < columns.Length(); ++i) {
    program.columns.push_back(ColumnOfProgram(columns.Get(i)));
  }
  return program;
}

std::vector<events::Snapshot> SnapshotsOf(Napi::Value value) {
  auto const numbers = Int32Of(value, "snapshots");
  Require(numbers.size() % 2 == 0, "a snapshot is a day and the days of its label");
  std::vector<events::Snapshot> snapshots;
  for (size_t i = 0; i < numbers.size(); i += 2) {
    Require(numbers[i + 1] >= 0, "the days of a label are from 0");
    snapshots.push_back({numbers[i], numbers[i + 1]});
  }
  return snapshots;
}

std::vector<events::TableMemory> TablesOf(Napi::Value value, events::SnapshotPlan const& plan,
                                          size_t first, Pins& pins) {
  auto const given = ArrayOf(value, "tables");
  Require(first + given.Length() <= plan.Snapshots(), "more tables than snapshots");
  std::vector<events::TableMemory> tables;
  for (uint32_t s = 0; s < given.Length(); ++s) {
    tables.push_back(TableMemoryOf(given.Get(s), plan, first + s, pins));
  }
  return tables;
}

}  // namespace winback::addon
