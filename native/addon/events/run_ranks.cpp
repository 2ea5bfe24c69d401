#include "addon/events/run_ranks.h"

#include <mutex>

#include "addon/async_task.h"
#include "addon/events/events_arguments.h"
#include "addon/events/events_results.h"
#include "addon/events/held_alone.h"
#include "core/events/disk/rank_pass.h"

namespace winback::addon {

// Counted by several tasks one after the other, then read.
struct RankPass {
  std::vector<events::RankCounts> counts;
  bool is_over = false;
  std::mutex mutex;
};

template <>
struct HandleTraits<RankPass> {
  static constexpr char const* kName = "ranks";
  static constexpr napi_type_tag kTag{0xb5037ce1f84d2a96, 0x59d41f86e0a2c73b};
};

using Info = Napi::CallbackInfo const&;

Napi::Value RunsRanks(Info info) {
  return Guarded(info, [&] {
    auto const pass = std::make_shared<RankPass>();
    pass->counts = events::EmptyRankCounts(ProgramOf(info[0]));
    return MakeHandle(info.Env(), pass);
  });
}

Napi::Value RunsCount(Info info) {
  return Guarded(info, [&] {
    auto const day = static_cast<int32_t>(IntegerOf(info[3], "day", -1'000'000, 3'000'000));
    auto work = [pass = FromHandle<RankPass>(info[0]), log = FromHandle<EventLog>(info[1]),
                 program = ProgramOf(info[2]), day,
                 threads = ThreadsOf(info[4])](StopToken const*) {
      auto const lock = HeldAlone(*pass);
      Require(!pass->is_over, "all users are counted already");
      std::shared_ptr<events::EventStore const> const store(log, &log->store);
      events::CountRanks(store, program, {day, 0}, pass->counts, threads);
      return 0;
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[5]), std::move(work),
                    [](Napi::Env env, int) { return env.Undefined(); });
  });
}

Napi::Value RunsCounted(Info info) {
  return Guarded(info, [&] {
    auto const pass = FromHandle<RankPass>(info[0]);
    auto const lock = HeldAlone(*pass);
    Require(!pass->is_over, "all users are counted already");
    for (auto& counts : pass->counts) counts.Finish();
    pass->is_over = true;
    return info.Env().Undefined();
  });
}

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

}  // namespace winback::addon
