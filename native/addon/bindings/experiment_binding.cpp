// Kernels of experiments that grow with the rows: native/core/experiment.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/quantile/clusters.h"
#include "core/resampling/splits.h"

namespace winback::addon {
namespace {

experiment::Sample SampleOf(Napi::CallbackInfo const& info, Pins& pins) {
  experiment::Sample sample{ColumnOf(info[0], pins), std::nullopt, 0};
  if (!info[1].IsNull()) sample.group = ColumnOf(info[1], pins);
  sample.wanted = NumberOf(info[2], "wanted");
  return sample;
}

// (values, group | null, wanted)
Napi::Value SortedValuesOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [sample = SampleOf(info, pins)] { return experiment::SortedValues(sample); };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, std::vector<double> const& sorted) -> Napi::Value {
                      return ToFloat64(env, sorted);
                    });
  });
}

// (values, group | null, wanted, clusters, threshold)
Napi::Value CountBelowOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [sample = SampleOf(info, pins), clusters = ColumnOf(info[3], pins),
                 threshold = NumberOf(info[4], "threshold")] {
      return experiment::CountBelow(sample, clusters, threshold);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, experiment::ClusterSums const& s) -> Napi::Value {
                      return NumbersObject(env, {{"clusters", s.clusters},
                                                 {"rows", s.rows},
                                                 {"below", s.below},
                                                 {"rows2", s.rows2},
                                                 {"below2", s.below2},
                                                 {"cross", s.cross}});
                    });
  });
}

// (values, seed, first, splits, threads, stop | null)
Napi::Value RandomHalvesOf(Napi::CallbackInfo const& info) {
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

void RegisterExperiment(Napi::Env env, Napi::Object exports) {
  exports.Set("experimentSorted", Napi::Function::New(env, SortedValuesOf));
  exports.Set("experimentCountBelow", Napi::Function::New(env, CountBelowOf));
  exports.Set("experimentRandomHalves", Napi::Function::New(env, RandomHalvesOf));
}

}  // namespace winback::addon
