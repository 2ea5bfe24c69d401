// What quantiles with their intervals need: native/core/quantile.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/table_argument.h"
#include "core/quantile/clusters.h"

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

}  // namespace

void RegisterQuantile(Napi::Env env, Napi::Object exports) {
  exports.Set("quantileSorted", Napi::Function::New(env, SortedValuesOf));
  exports.Set("quantileCountBelow", Napi::Function::New(env, CountBelowOf));
}

}  // namespace winback::addon
