// What a snapshot computes: aggregates over the events of one user, as data.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace winback::events {

// Age of an event: days from its day to the snapshot's; 0 is the snapshot's own day.
constexpr int32_t kNoLimit = std::numeric_limits<int32_t>::max();
// Days of the longest window with an end.
constexpr int32_t kLongestWindow = 4096;
// Days that a mask can hold: 64 less the sign and one for a shift by a day.
constexpr int32_t kMaskDays = 62;

enum class Condition : uint8_t { kNone, kWeekend, kNight };

// Events of some classes whose age is in [from, to).
struct Filter {
  uint32_t classes = 0;  // bit per class
  int32_t from = 0;
  int32_t to = kNoLimit;
  Condition when = Condition::kNone;

  bool operator==(Filter const&) const = default;
};

enum class Kind : uint8_t {
  kCount,         // events of `of`: int64
  kDays,          // days with one: int8 where to <= kMaskDays, else int64
  kShare,         // events of `of` over events of `other`
  kRate,          // events of `of` a day over events of `other` a day; both windows have an end
  kSlope,         // slope of least squares of the events a week over the weeks of the window
  kSum,           // values of `of` less those of `other`
  kMean,          // of the values of `of`
  kMeanPerEvent,  // sum of the values of `of` over its events
  kQuantile,      // of the values of `of` at `level`, Hyndman-Fan 7
  kNewest,        // age of the last event of `of`: int64
  kOldest,        // age of the first event of `of`: int64
  kVariety,       // different values of `of`: int64
  kGap,           // mean microseconds between neighbouring events of `of`
  kDayGap,        // quantile of the days between neighbouring days with an event, at `level`
  kOverdue,       // age of the last event over that quantile
  kReturn,        // days with `of` before the snapshot's that a day with `other` follows, over them
};

// Without a type above: float64, divided by `per`.
struct Aggregate {
  Kind kind = Kind::kCount;
  Filter of;
  Filter other;
  double level = 0;
  double per = 1;

  bool operator==(Aggregate const&) const = default;
};

// A float64 column becomes the rank of its values among the users of the snapshot, from 0 to 1.
enum class Rank : uint8_t { kNone, kAscending, kDescending };

struct Column {
  Aggregate aggregate;
  Rank rank = Rank::kNone;
};

enum class Storage : uint8_t { kInt8, kInt64, kFloat64 };

inline Storage StorageOf(Column const& column) {
  if (column.rank != Rank::kNone) return Storage::kFloat64;
  switch (column.aggregate.kind) {
    case Kind::kDays:
      return column.aggregate.of.to <= kMaskDays ? Storage::kInt8 : Storage::kInt64;
    case Kind::kCount:
    case Kind::kNewest:
    case Kind::kOldest:
    case Kind::kVariety:
      return Storage::kInt64;
    default:
      return Storage::kFloat64;
  }
}

struct Program {
  std::vector<Column> columns;
  uint32_t active = 0;           // classes of events that count as activity
  int32_t observation_days = 1;  // users with an active event of a smaller age have a row
  // Where it is not 0, only users whose first event is first_days - 1 days before the snapshot's
  // day have a row: each user once, after so many days.
  int32_t first_days = 0;
  // Events count from the day on which they arrived: see Event::Late.
  bool arrivals = false;
};

// Throws kBadInput for windows without days, and what a kind cannot take.
void CheckProgram(Program const& program);

}  // namespace winback::events
