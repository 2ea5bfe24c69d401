// Results of native/core/events as JS values.
#pragma once

#include <vector>

#include "addon/napi_setup.h"
#include "core/events/day_counts.h"
#include "core/events/disk/run_builder.h"
#include "core/events/snapshots.h"
#include "duckdb/event_reader.h"

namespace winback::addon {

// {days, events, byRole}: one value a day; byRole has `roles` values a day.
Napi::Value DaysToJs(Napi::Env env, std::vector<events::DayCount> const& days);
// {events, users, bytes}
Napi::Object FactsToJs(Napi::Env env, events::RunFacts const& facts);
// {positives, missing}
Napi::Value CountsToJs(Napi::Env env, std::vector<events::TableCounts> const& counts);
// {rows, sums, ended}
Napi::Value EventsReadToJs(Napi::Env env, duckdb::EventsRead&& read);
// The argument of a callback that hears how many rows were read.
std::vector<napi_value> RowsToJs(Napi::Env env, int64_t rows);

}  // namespace winback::addon
