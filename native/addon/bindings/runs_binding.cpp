// Files of events by user: native/core/events/disk. The contract is
// src/native/runs-binding.ts.
#include <unordered_set>

#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/events/events_arguments.h"
#include "addon/events/events_results.h"
#include "addon/events/run_building.h"
#include "addon/events/run_ranks.h"
#include "addon/result_values.h"
#include "core/events/disk/joined_runs.h"

namespace winback::addon {

struct OpenRuns {
  events::Runs runs;
};

template <>
struct HandleTraits<OpenRuns> {
  static constexpr char const* kName = "runs";
  static constexpr napi_type_tag kTag{0x4ac95e0d7b13f862, 0xe6280bd5917fa34c};
};

namespace {

using Info = Napi::CallbackInfo const&;

uint32_t BucketArgument(Napi::Value value, char const* name) {
  return static_cast<uint32_t>(IntegerOf(value, name, 0, events::kBuckets));
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
