// Event logs by user and their feature tables: native/core/events. The contract is
// src/native/events-binding.ts.
#include <algorithm>
#include <limits>
#include <mutex>

#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/duckdb_objects.h"
#include "addon/events/events_arguments.h"
#include "addon/events/events_reading.h"
#include "addon/events/events_results.h"
#include "addon/result_values.h"
#include "addon/task_threads.h"
#include "core/events/users/sought_names.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;
using events::AttributeTable;
using events::SnapshotPlan;

[[noreturn]] void Busy() {
  throw Error(ErrorCode::kBadInput, "the event log is in use by another call");
}

std::unique_lock<std::shared_mutex> ToChange(EventLog& log) {
  std::unique_lock lock(log.mutex, std::try_to_lock);
  if (!lock) Busy();
  return lock;
}

std::shared_lock<std::shared_mutex> ToRead(EventLog& log) {
  std::shared_lock lock(log.mutex, std::try_to_lock);
  if (!lock) Busy();
  return lock;
}

// (memory | null, folder)
Napi::Value EventsNew(Info info) {
  return Guarded(info, [&] {
    constexpr int64_t kMost = int64_t{1} << 50;
    uint64_t memory = UINT64_MAX;
    if (!info[0].IsNull()) memory = static_cast<uint64_t>(IntegerOf(info[0], "memory", 0, kMost));
    return MakeHandle(info.Env(), std::make_shared<EventLog>(memory, StringOf(info[1], "folder")));
  });
}

Napi::Value EventsClose(Info info) {
  return Guarded(info, [&] {
    CloseHandle<EventLog>(info[0]);
    return info.Env().Undefined();
  });
}

// (log, result, connection, columns, onRows | null, stop | null)
Napi::Value EventsRead(Info info) {
  return Guarded(info, [&] {
    return ReadInto(info, [log = FromHandle<EventLog>(info[0])] {
      return std::pair<std::unique_lock<std::shared_mutex>, events::EventSink*>(ToChange(*log),
                                                                                &log->store);
    });
  });
}

// (log): one value a day; byRole has kMaxRoles values a day
Napi::Value EventsDays(Info info) {
  return Guarded(info, [&]() -> Napi::Value {
    auto const log = FromHandle<EventLog>(info[0]);
    auto const lock = ToRead(*log);
    return DaysToJs(info.Env(), log->store.Days());
  });
}

// (log)
Napi::Value EventsSpilled(Info info) {
  return Guarded(info, [&]() -> Napi::Value {
    auto const log = FromHandle<EventLog>(info[0]);
    auto const lock = ToRead(*log);
    return Napi::Number::New(info.Env(), static_cast<double>(log->store.Spilled()));
  });
}

// (log, lastDay | null, threads, stop | null)
Napi::Value EventsFinish(Info info) {
  return Guarded(info, [&] {
    std::optional<int32_t> last_day;
    if (!info[1].IsNull()) {
      last_day = static_cast<int32_t>(IntegerOf(info[1], "lastDay", -1'000'000, 3'000'000));
    }
    auto work = [log = FromHandle<EventLog>(info[0]), last_day,
                 threads = ThreadsOf(info[2])](StopToken const*) {
      auto const lock = ToChange(*log);
      log->store.Finish(last_day, threads);
      return std::pair{log->store.Events(), log->store.Users().size()};
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[3]), std::move(work),
                    [](Napi::Env env, auto const& counts) -> Napi::Value {
                      return NumbersObject(env, {{"events", static_cast<double>(counts.first)},
                                                 {"users", static_cast<double>(counts.second)}});
                    });
  });
}

struct UserList {
  std::vector<int32_t> offsets{0};
  std::string ids;
  std::vector<int32_t> first_days;
  std::vector<double> events;
};

void AddUser(events::EventStore const& store, size_t place, UserList& list) {
  auto const run = store.Users()[place].events;
  list.ids += store.IdAt(place);
  Require(list.ids.size() <= INT32_MAX, "ids of more than 2 GiB do not fit into one column");
  list.offsets.push_back(static_cast<int32_t>(list.ids.size()));
  list.first_days.push_back(events::DayOf(run.front().at));
  auto const copies =
      std::count_if(run.begin(), run.end(), [](auto& event) { return event.IsCopy(); });
  list.events.push_back(static_cast<double>(run.size() - static_cast<size_t>(copies)));
}

Napi::Value UserListToJs(Napi::Env env, UserList const& list) {
  auto offsets = Napi::Int32Array::New(env, list.offsets.size());
  std::copy(list.offsets.begin(), list.offsets.end(), offsets.Data());
  auto ids = Napi::Uint8Array::New(env, list.ids.size());
  std::copy(list.ids.begin(), list.ids.end(), ids.Data());
  auto days = Napi::Int32Array::New(env, list.first_days.size());
  std::copy(list.first_days.begin(), list.first_days.end(), days.Data());
  auto object = Napi::Object::New(env);
  object.Set("offsets", offsets);
  object.Set("ids", ids);
  object.Set("firstDays", days);
  object.Set("events", ToFloat64(env, list.events));
  return object;
}

// (log, names | null, stop | null): all users, or those whose ids, in small letters, are in `names`
Napi::Value EventsUsers(Info info) {
  return Guarded(info, [&] {
    std::optional<events::SoughtNames> names;
    if (!info[1].IsNull()) names.emplace(StringsOf(info[1], "names"));
    auto work = [log = FromHandle<EventLog>(info[0]), names](StopToken const* stop) {
      auto const lock = ToRead(*log);
      UserList list;
      for (size_t place = 0; place < log->store.Users().size(); ++place) {
        if ((place & 0xffff) == 0) CheckStop(stop);
        if (names && !names->Has(log->store.IdAt(place))) continue;
        AddUser(log->store, place, list);
      }
      return list;
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[2]), std::move(work), UserListToJs);
  });
}

// (log, result, connection, fields, stop | null)
Napi::Value EventsAttributes(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    pins.Add(info[1]);
    pins.Add(info[2]);
    auto const open = OpenResultOf(info[1], info[2]);
    auto const fields = static_cast<size_t>(IntegerOf(info[3], "fields", 0, 100'000));
    using Made = std::shared_ptr<AttributeTable>;
    using Task = WorkerTask<NoProgress, Made>;
    return Task::Start(
        info.Env(), std::move(pins), OptionalStop(info[4]), info.Env().Null(),
        [log = FromHandle<EventLog>(info[0]), open, fields](Task::Report const&,
                                                            StopToken const& stop) -> Made {
          auto const lock = ToRead(*log);
          auto const table = std::make_shared<AttributeTable>(fields);
          if (!duckdb::ReadAttributes(log->store, open, *table, stop)) return nullptr;
          table->Finish(log->store.Names().Count());
          return table;
        },
        [](Napi::Env, NoProgress) { return std::vector<napi_value>{}; },
        [](Napi::Env env, Made&& table) -> Napi::Value {
          return table ? MakeHandle(env, std::move(table)) : env.Null();
        },
        RunOnOwnThread);
  });
}

Napi::Value PlanToJs(Napi::Env env, std::shared_ptr<SnapshotPlan> plan) {
  std::vector<double> rows, id_bytes;
  for (size_t s = 0; s < plan->Snapshots(); ++s) {
    rows.push_back(static_cast<double>(plan->Rows(s)));
    id_bytes.push_back(static_cast<double>(plan->IdBytes(s)));
  }
  auto object = Napi::Object::New(env);
  object.Set("rows", ToFloat64(env, rows));
  object.Set("idBytes", ToFloat64(env, id_bytes));
  object.Set("plan", MakeHandle(env, std::move(plan)));
  return object;
}

// (log, attributes | null, program, snapshots, threads, stop | null)
Napi::Value EventsPlan(Info info) {
  return Guarded(info, [&] {
    std::shared_ptr<AttributeTable const> attributes;
    if (!info[1].IsNull()) attributes = FromHandle<AttributeTable>(info[1]);
    auto work = [log = FromHandle<EventLog>(info[0]), attributes, program = ProgramOf(info[2]),
                 snapshots = SnapshotsOf(info[3]), threads = ThreadsOf(info[4])](StopToken const*) {
      auto const lock = ToRead(*log);
      std::shared_ptr<events::EventStore const> store(log, &log->store);
      auto plan = std::make_shared<SnapshotPlan>(store, program, snapshots, attributes, threads);
      for (size_t s = 0; s < plan->Snapshots(); ++s) {
        Require(plan->Rows(s) < INT32_MAX && plan->IdBytes(s) <= INT32_MAX,
                "a snapshot has more users than fit into one table");
      }
      return plan;
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[5]), std::move(work), PlanToJs);
  });
}

using Counts = std::vector<events::TableCounts>;

// (plan, first, tables, threads, onShare | null, stop | null)
Napi::Value EventsFill(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto const plan = FromHandle<SnapshotPlan>(info[0]);
    auto const first = static_cast<size_t>(IntegerOf(info[1], "first", 0, 1'000'000));
    auto tables = TablesOf(info[2], *plan, first, pins);
    using Task = WorkerTask<double, Counts>;
    return Task::Start(
        info.Env(), std::move(pins), OptionalStop(info[5]), info[4],
        [plan, first, tables = std::move(tables), threads = ThreadsOf(info[3])](
            Task::Report const& report, StopToken const&) {
          return plan->Fill(first, tables, threads, report);
        },
        [](Napi::Env env, double share) {
          return std::vector<napi_value>{Napi::Number::New(env, share)};
        },
        CountsToJs, RunOnTaskThread);
  });
}

}  // namespace

void RegisterEvents(Napi::Env env, Napi::Object exports) {
  exports.Set("eventsNew", Napi::Function::New(env, EventsNew));
  exports.Set("eventsClose", Napi::Function::New(env, EventsClose));
  exports.Set("eventsRead", Napi::Function::New(env, EventsRead));
  exports.Set("eventsDays", Napi::Function::New(env, EventsDays));
  exports.Set("eventsSpilled", Napi::Function::New(env, EventsSpilled));
  exports.Set("eventsFinish", Napi::Function::New(env, EventsFinish));
  exports.Set("eventsUsers", Napi::Function::New(env, EventsUsers));
  exports.Set("eventsAttributes", Napi::Function::New(env, EventsAttributes));
  exports.Set("eventsPlan", Napi::Function::New(env, EventsPlan));
  exports.Set("eventsFill", Napi::Function::New(env, EventsFill));
}

}  // namespace winback::addon
