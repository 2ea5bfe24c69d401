#include "addon/events/run_building.h"

#include <mutex>

#include "addon/async_task.h"
#include "addon/events/events_arguments.h"
#include "addon/events/events_reading.h"
#include "addon/events/events_results.h"
#include "addon/events/held_alone.h"
#include "addon/result_values.h"
#include "core/events/disk/run_builder.h"

namespace winback::addon {

// One task at a time.
struct RunBuilding {
  RunBuilding(std::string folder, uint64_t memory, bool keyed)
      : builder(std::move(folder), memory, keyed) {}
  events::RunBuilder builder;
  std::mutex mutex;
};

template <>
struct HandleTraits<RunBuilding> {
  static constexpr char const* kName = "run";
  static constexpr napi_type_tag kTag{0x81f0d24b6ca93e75, 0x1d7e5a20c94b38f6};
};

using Info = Napi::CallbackInfo const&;

Napi::Value RunsNew(Info info) {
  return Guarded(info, [&] {
    constexpr int64_t kMost = int64_t{1} << 50;
    auto const memory = static_cast<uint64_t>(IntegerOf(info[1], "memory", 0, kMost));
    bool const keyed = info[2].ToBoolean();
    return MakeHandle(info.Env(),
                      std::make_shared<RunBuilding>(StringOf(info[0], "folder"), memory, keyed));
  });
}

Napi::Value RunsDrop(Info info) {
  return Guarded(info, [&] {
    CloseHandle<RunBuilding>(info[0]);
    return info.Env().Undefined();
  });
}

Napi::Value RunsRead(Info info) {
  return Guarded(info, [&] {
    return ReadInto(info, [run = FromHandle<RunBuilding>(info[0])] {
      return std::pair<std::unique_lock<std::mutex>, events::EventSink*>(HeldAlone(*run),
                                                                         &run->builder);
    });
  });
}

Napi::Value RunsDays(Info info) {
  return Guarded(info, [&] {
    auto const run = FromHandle<RunBuilding>(info[0]);
    auto const lock = HeldAlone(*run);
    return DaysToJs(info.Env(), run->builder.Days());
  });
}

namespace {

Napi::Value WrittenToJs(Napi::Env env, events::RunFacts const& facts) {
  auto object = FactsToJs(env, facts);
  auto const names = Napi::Array::New(env, facts.named.size());
  std::vector<double> counts;
  for (uint32_t i = 0; i < facts.named.size(); ++i) {
    names.Set(i, Napi::String::New(env, facts.named[i].id));
    counts.push_back(static_cast<double>(facts.named[i].events));
  }
  object.Set("names", names);
  object.Set("namedEvents", ToFloat64(env, counts));
  return object;
}

}  // namespace

Napi::Value RunsFinish(Info info) {
  return Guarded(info, [&] {
    auto work = [run = FromHandle<RunBuilding>(info[0]), path = StringOf(info[1], "path"),
                 names = events::SoughtNames(StringsOf(info[2], "names")),
                 threads = ThreadsOf(info[3])](StopToken const*) {
      auto const lock = HeldAlone(*run);
      return run->builder.Finish(path, names, threads);
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[4]), std::move(work), WrittenToJs);
  });
}

}  // namespace winback::addon
