// What src/native/events-binding.ts describes, as the types of native/core/events.
#pragma once

#include <memory>
#include <shared_mutex>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/events/snapshots.h"
#include "duckdb/event_reader.h"

namespace winback::addon {

// One task at a time changes a log; those that only read it may run beside each other.
struct EventLog {
  explicit EventLog(uint64_t memory = UINT64_MAX, std::string folder = "")
      : store(memory, std::move(folder)) {}
  events::EventStore store;
  std::shared_mutex mutex;
};

template <>
struct HandleTraits<EventLog> {
  static constexpr char const* kName = "event log";
  static constexpr napi_type_tag kTag{0x6c0be1a35d9f4827, 0xb71d24f08ae36c59};
};

template <>
struct HandleTraits<events::AttributeTable> {
  static constexpr char const* kName = "attribute table";
  static constexpr napi_type_tag kTag{0x2f94d7c16be03a85, 0x8e51b03fc7d92a46};
};

template <>
struct HandleTraits<events::SnapshotPlan> {
  static constexpr char const* kName = "snapshot plan";
  static constexpr napi_type_tag kTag{0xd3a8165e90cb7f24, 0xa40c9e7315fb628d};
};

duckdb::EventColumns EventColumnsOf(Napi::Value value);
events::Program ProgramOf(Napi::Value value);
// Pairs of day and label days.
std::vector<events::Snapshot> SnapshotsOf(Napi::Value value);
// Of the snapshots from `first` on. Memory that only this package's code can reach until the
// promise settles; `pins` keeps it. Throws kBadInput for arrays that do not fit the plan.
std::vector<events::TableMemory> TablesOf(Napi::Value value, events::SnapshotPlan const& plan,
                                          size_t first, Pins& pins);

}  // namespace winback::addon
