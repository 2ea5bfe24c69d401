// Results of DuckDB as events and attributes of users.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/events/attribute_table.h"
#include "core/events/event_store.h"
#include "duckdb/result_stream.h"

namespace winback::duckdb {

// Events for which `test` holds have a copy of a class of its own.
struct CopyColumns {
  int test = 0;    // BOOLEAN
  int value = -1;  // BIGINT or UBIGINT; -1 = the copy has no value
  int event_class = 0;
};

// Positions of columns; -1 = none. Rows without a user, a time or a role are passed over; spaces
// around a user's id are no part of it.
struct EventColumns {
  int user = 0;                    // VARCHAR
  int at = 0;                      // TIMESTAMP as clocks of the zone show it
  int utc = -1;                    // TIMESTAMP
  int role = 0;                    // ENUM of at most kMaxRoles values, its codes are the roles
  int mark = -1;                   // BOOLEAN
  int key = -1;                    // UBIGINT: a hash of the event's own id
  std::vector<int> value_of_role;  // BIGINT, UBIGINT or INTEGER: the value that each role has
  std::vector<int> sums;           // UTINYINT or BIGINT, to be added up
  int late = -1;                   // UTINYINT: see Event::Late
  std::vector<CopyColumns> copies;
};

struct EventsRead {
  int64_t rows = 0;  // of events
  std::vector<int64_t> sums;
  bool ended = false;  // false: DuckDB failed on the way
};

// `report` hears the rows so far now and then. Throws kAborted, kInternal, kOutOfMemory.
EventsRead ReadEvents(events::EventSink& sink, OpenResult open, EventColumns const& columns,
                      std::function<void(int64_t)> const& report, StopToken const& stop);

// Columns: user (VARCHAR), first day (DATE), then the code of each field (INTEGER, null = missing).
// Rows of users without events are passed over. False: DuckDB failed on the way.
bool ReadAttributes(events::EventStore const& store, OpenResult open,
                    events::AttributeTable& attributes, StopToken const& stop);

}  // namespace winback::duckdb
