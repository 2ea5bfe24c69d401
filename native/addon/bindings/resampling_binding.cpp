// Bootstrap replicates and random halves: native/core/resampling.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/resampling/bootstrap.h"
#include "core/resampling/splits.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;

stats::BootstrapStatistic StatisticOf(std::string const& name) {
  if (name == "mean") return stats::BootstrapStatistic::kMean;
  if (name == "ratio") return stats::BootstrapStatistic::kRatio;
  Require(name == "quantile", "unknown bootstrap statistic " + name);
  return stats::BootstrapStatistic::kQuantile;
}

Napi::Value GroupsValue(Napi::Env env, std::vector<stats::BootstrapGroup> const& groups) {
  auto array = Napi::Array::New(env, groups.size());
  for (uint32_t g = 0; g < groups.size(); ++g) {
    auto object = NumbersObject(
        env, {{"rows", static_cast<double>(groups[g].rows)}, {"estimate", groups[g].estimate}});
    object.Set("replicates", ToFloat64(env, groups[g].replicates));
    array.Set(g, object);
  }
  return array;
}

std::optional<Column> OptionalColumn(Napi::Value value, Pins& pins) {
  if (value.IsNull()) return std::nullopt;
  return ColumnOf(value, pins);
}

// (values, denominator | null, group | null, groups, statistic, multinomial, q, replicates, seed,
//  threads, stop | null)
Napi::Value BootstrapOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    stats::BootstrapPlan plan;
    plan.statistic = StatisticOf(StringOf(info[4], "statistic"));
    plan.scheme = BooleanOf(info[5], "multinomial") ? stats::BootstrapScheme::kMultinomial
                                                    : stats::BootstrapScheme::kPoisson;
    plan.q = NumberOf(info[6], "q");
    plan.replicates = IntegerOf(info[7], "replicates", 1, 10'000'000);
    plan.seed = static_cast<uint64_t>(IntegerOf(info[8], "seed", 0, int64_t{1} << 53));
    plan.threads = ThreadsOf(info[9]);
    bool const ratio = plan.statistic == stats::BootstrapStatistic::kRatio;
    Require(ratio != info[1].IsNull(), "a ratio, and nothing else, has a denominator");
    auto work = [values = ColumnOf(info[0], pins), denominator = OptionalColumn(info[1], pins),
                 group = OptionalColumn(info[2], pins),
                 groups = IntegerOf(info[3], "groups", 1, 65'536), plan](StopToken const* stop) {
      return stats::Bootstrap(values, denominator, group, groups, plan, stop);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[10]), std::move(work),
                    GroupsValue);
  });
}

// (values, seed, first, splits, threads, stop | null)
Napi::Value RandomHalvesOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    experiment::SplitPlan plan;
    plan.seed = static_cast<uint64_t>(IntegerOf(info[1], "seed", 0, (int64_t{1} << 53) - 1));
    plan.first = IntegerOf(info[2], "first", 0, int64_t{1} << 40);
    plan.splits = IntegerOf(info[3], "splits", 0, 10'000'000);
    plan.threads = ThreadsOf(info[4]);
    auto work = [values = ColumnOf(info[0], pins), plan](StopToken const* stop) {
      return experiment::RandomHalves(values, plan, stop);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[5]), std::move(work),
                    [](Napi::Env env, experiment::Splits const& splits) -> Napi::Value {
                      auto object = NumbersObject(env, {{"rows", splits.rows},
                                                        {"mean", splits.mean},
                                                        {"sum", splits.sum},
                                                        {"squares", splits.squares}});
                      object.Set("halves", ToFloat64(env, splits.halves));
                      return object;
                    });
  });
}

}  // namespace

void RegisterResampling(Napi::Env env, Napi::Object exports) {
  exports.Set("resamplingBootstrap", Napi::Function::New(env, BootstrapOf));
  exports.Set("resamplingRandomHalves", Napi::Function::New(env, RandomHalvesOf));
}

}  // namespace winback::addon
