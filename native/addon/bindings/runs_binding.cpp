// Events by user in files, and their feature tables bucket by bucket: native/core/events/disk. The
// contract is src/native/runs-binding.ts.
#include <mutex>
#include <unordered_set>

#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/duckdb_objects.h"
#include "addon/events_arguments.h"
#include "addon/events_reading.h"
#include "addon/events_results.h"
#include "addon/result_values.h"
#include "core/events/disk/joined_runs.h"
#include "core/events/disk/rank_pass.h"

namespace winback::addon {

// One task at a time.
struct RunBuilding {
  RunBuilding(std::string folder, uint64_t memory, bool keyed)
      : builder(std::move(folder), memory, keyed) {}
  events::RunBuilder builder;
  std::mutex mutex;
};

struct OpenRuns {
  events::Runs runs;
};

// Counted by several tasks one after the other, then read.
struct RankPass {
  std::vector<events::RankCounts> counts;
  bool is_over = false;
  std::mutex mutex;
};

template <>
struct HandleTraits<RunBuilding> {
  static constexpr char const* kName = "run";
  static constexpr napi_type_tag kTag{0x81f0d24b6ca93e75, 0x1d7e5a20c94b38f6};
};

template <>
struct HandleTraits<OpenRuns> {
  static constexpr char const* kName = "runs";
  static constexpr napi_type_tag kTag{0x4ac95e0d7b13f862, 0xe6280bd5917fa34c};
};

template <>
struct HandleTraits<RankPass> {
  static constexpr char const* kName = "ranks";
  static constexpr napi_type_tag kTag{0xb5037ce1f84d2a96, 0x59d41f86e0a2c73b};
};

namespace {

using Info = Napi::CallbackInfo const&;

template <class T>
std::unique_lock<std::mutex> Alone(T& object) {
  std::unique_lock lock(object.mutex, std::try_to_lock);
  if (!lock) throw Error(ErrorCode::kBadInput, "the events are in use by another call");
  return lock;
}

uint32_t BucketArgument(Napi::Value value, char const* name) {
  return static_cast<uint32_t>(IntegerOf(value, name, 0, events::kBuckets));
}

std::vector<std::string> StringsOf(Napi::Value value, char const* name) {
  auto const given = ArrayOf(value, name);
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < given.Length(); ++i) strings.push_back(StringOf(given.Get(i), name));
  return strings;
}

Napi::Object FactsToJs(Napi::Env env, events::RunFacts const& facts) {
  return NumbersObject(env, {{"events", static_cast<double>(facts.events)},
                             {"users", static_cast<double>(facts.users)},
                             {"bytes", static_cast<double>(facts.bytes)}});
}

// (folder, memory, keyed)
Napi::Value RunsNew(Info info) {
  return Guarded(info, [&] {
    constexpr int64_t kMost = int64_t{1} << 50;
    auto const memory = static_cast<uint64_t>(IntegerOf(info[1], "memory", 0, kMost));
    bool const keyed = info[2].ToBoolean();
    return MakeHandle(info.Env(),
                      std::make_shared<RunBuilding>(StringOf(info[0], "folder"), memory, keyed));
  });
}

// (run)
Napi::Value RunsDrop(Info info) {
  return Guarded(info, [&] {
    CloseHandle<RunBuilding>(info[0]);
    return info.Env().Undefined();
  });
}

// (run, result, connection, columns, onRows | null, stop | null)
Napi::Value RunsRead(Info info) {
  return Guarded(info, [&] {
    return ReadInto(info, [run = FromHandle<RunBuilding>(info[0])] {
      return std::pair<std::unique_lock<std::mutex>, events::EventSink*>(Alone(*run),
                                                                         &run->builder);
    });
  });
}

// (run)
Napi::Value RunsDays(Info info) {
  return Guarded(info, [&] {
    auto const run = FromHandle<RunBuilding>(info[0]);
    auto const lock = Alone(*run);
    return DaysToJs(info.Env(), run->builder.Days());
  });
}

// (run, path, threads, stop | null)
Napi::Value RunsFinish(Info info) {
  return Guarded(info, [&] {
    auto work = [run = FromHandle<RunBuilding>(info[0]), path = StringOf(info[1], "path"),
                 threads = ThreadsOf(info[2])](StopToken const*) {
      auto const lock = Alone(*run);
      return run->builder.Finish(path, threads);
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[3]), std::move(work), FactsToJs);
  });
}

// (paths)
Napi::Value RunsOpen(Info info) {
  return Guarded(info, [&]() -> Napi::Value {
    auto const open = std::make_shared<OpenRuns>();
    for (auto const& path : StringsOf(info[0], "paths")) {
      open->runs.push_back(std::make_shared<events::RunFile>(path));
    }
    std::vector<double> counts, users, bytes;
    for (uint32_t bucket = 0; bucket < events::kBuckets; ++bucket) {
      double own_events = 0, own_users = 0, own_bytes = 0;
      for (auto const& run : open->runs) {
        own_events += static_cast<double>(run->At(bucket).events);
        own_users += static_cast<double>(run->At(bucket).users);
        own_bytes += static_cast<double>(run->BytesOf(bucket, bucket + 1));
      }
      counts.push_back(own_events);
      users.push_back(own_users);
      bytes.push_back(own_bytes);
    }
    auto object = Napi::Object::New(info.Env());
    object.Set("events", ToFloat64(info.Env(), counts));
    object.Set("users", ToFloat64(info.Env(), users));
    object.Set("bytes", ToFloat64(info.Env(), bytes));
    object.Set("runs", MakeHandle(info.Env(), open));
    return object;
  });
}

// (runs)
Napi::Value RunsClose(Info info) {
  return Guarded(info, [&] {
    CloseHandle<OpenRuns>(info[0]);
    return info.Env().Undefined();
  });
}

struct LoadedLog {
  std::shared_ptr<EventLog> log;
  int64_t duplicates;
};

// (runs, first, after, named, threads, stop | null)
Napi::Value RunsLoad(Info info) {
  return Guarded(info, [&] {
    uint32_t const first = BucketArgument(info[1], "first");
    uint32_t const after = BucketArgument(info[2], "after");
    Require(first <= after, "the first bucket lies behind the last");
    auto work = [open = FromHandle<OpenRuns>(info[0]), first, after,
                 named = info[3].ToBoolean().Value(),
                 threads = ThreadsOf(info[4])](StopToken const*) {
      auto joined = events::LoadUsers(open->runs, first, after, threads);
      auto log = std::make_shared<EventLog>();
      log->store.Load(std::move(joined.users), named);
      return LoadedLog{std::move(log), joined.duplicates};
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[5]), std::move(work),
                    [](Napi::Env env, LoadedLog&& loaded) -> Napi::Value {
                      auto const& store = loaded.log->store;
                      auto object = NumbersObject(
                          env, {{"events", static_cast<double>(store.Events())},
                                {"users", static_cast<double>(store.Users().size())},
                                {"duplicates", static_cast<double>(loaded.duplicates)}});
                      object.Set("log", MakeHandle(env, std::move(loaded.log)));
                      return object;
                    });
  });
}

// (runs, others, threads, stop | null)
Napi::Value RunsCommon(Info info) {
  return Guarded(info, [&] {
    auto work = [all = FromHandle<OpenRuns>(info[0]), some = FromHandle<OpenRuns>(info[1]),
                 threads = ThreadsOf(info[2])](StopToken const*) {
      return events::CommonEvents(all->runs, some->runs, threads);
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[3]), std::move(work),
                    [](Napi::Env env, int64_t common) {
                      return Napi::Number::New(env, static_cast<double>(common));
                    });
  });
}

Napi::Value RewrittenToJs(Napi::Env env, events::RewrittenRun const& made) {
  auto object = FactsToJs(env, made.facts);
  object.Set("duplicates", Napi::Number::New(env, static_cast<double>(made.duplicates)));
  object.Set("forgotten", Napi::Number::New(env, static_cast<double>(made.forgotten.size())));
  object.Set("days", DaysToJs(env, made.days));
  return object;
}

// (runs, path, forget, stop | null)
Napi::Value RunsRewrite(Info info) {
  return Guarded(info, [&] {
    auto const names = StringsOf(info[2], "forget");
    auto work = [open = FromHandle<OpenRuns>(info[0]), path = StringOf(info[1], "path"),
                 forget = std::unordered_set<std::string>(names.begin(), names.end())](
                    StopToken const*) { return events::RewriteRuns(open->runs, path, forget); };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[3]), std::move(work), RewrittenToJs);
  });
}

// (program)
Napi::Value RunsRanks(Info info) {
  return Guarded(info, [&] {
    auto const pass = std::make_shared<RankPass>();
    pass->counts = events::EmptyRankCounts(ProgramOf(info[0]));
    return MakeHandle(info.Env(), pass);
  });
}

// (ranks, log, program, day, threads, stop | null)
Napi::Value RunsCount(Info info) {
  return Guarded(info, [&] {
    auto const day = static_cast<int32_t>(IntegerOf(info[3], "day", -1'000'000, 3'000'000));
    auto work = [pass = FromHandle<RankPass>(info[0]), log = FromHandle<EventLog>(info[1]),
                 program = ProgramOf(info[2]), day,
                 threads = ThreadsOf(info[4])](StopToken const*) {
      auto const lock = Alone(*pass);
      Require(!pass->is_over, "all users are counted already");
      std::shared_ptr<events::EventStore const> const store(log, &log->store);
      events::CountRanks(store, program, {day, 0}, pass->counts, threads);
      return 0;
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[5]), std::move(work),
                    [](Napi::Env env, int) { return env.Undefined(); });
  });
}

// (ranks)
Napi::Value RunsCounted(Info info) {
  return Guarded(info, [&] {
    auto const pass = FromHandle<RankPass>(info[0]);
    auto const lock = Alone(*pass);
    Require(!pass->is_over, "all users are counted already");
    for (auto& counts : pass->counts) counts.Finish();
    pass->is_over = true;
    return info.Env().Undefined();
  });
}

// (plan, ranks, table, threads, stop | null)
Napi::Value RunsFill(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto const plan = FromHandle<events::SnapshotPlan>(info[0]);
    auto const pass = FromHandle<RankPass>(info[1]);
    Require(pass->is_over, "the users are not all counted yet");
    Require(pass->counts.size() == events::RankedColumns(plan->Columns()).size(),
            "the ranks are of another program");
    auto const tables = TablesOf(info[2], *plan, 0, pins);
    auto work = [plan, pass, tables, threads = ThreadsOf(info[3])](StopToken const*) {
      auto counts = plan->FillKeys(0, tables, threads, [](double) {});
      for (size_t s = 0; s < tables.size(); ++s) {
        plan->RankColumns(s, tables[s], &pass->counts, threads);
      }
      return counts;
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    CountsToJs);
  });
}

}  // namespace

void RegisterRuns(Napi::Env env, Napi::Object exports) {
  exports.Set("runsNew", Napi::Function::New(env, RunsNew));
  exports.Set("runsDrop", Napi::Function::New(env, RunsDrop));
  exports.Set("runsRead", Napi::Function::New(env, RunsRead));
  exports.Set("runsDays", Napi::Function::New(env, RunsDays));
  exports.Set("runsFinish", Napi::Function::New(env, RunsFinish));
  exports.Set("runsOpen", Napi::Function::New(env, RunsOpen));
  exports.Set("runsClose", Napi::Function::New(env, RunsClose));
  exports.Set("runsLoad", Napi::Function::New(env, RunsLoad));
  exports.Set("runsCommon", Napi::Function::New(env, RunsCommon));
  exports.Set("runsRewrite", Napi::Function::New(env, RunsRewrite));
  exports.Set("runsRanks", Napi::Function::New(env, RunsRanks));
  exports.Set("runsCount", Napi::Function::New(env, RunsCount));
  exports.Set("runsCounted", Napi::Function::New(env, RunsCounted));
  exports.Set("runsFill", Napi::Function::New(env, RunsFill));
}

}  // namespace winback::addon
