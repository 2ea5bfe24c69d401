// Beta posteriors: native/core/bayes.
#include <algorithm>
#include <array>

#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/bayes/beta_draws.h"
#include "core/bayes/beta_posterior.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;

stats::BetaShape ShapeOf(Napi::Value a, Napi::Value b) {
  return {NumberOf(a, "a"), NumberOf(b, "b")};
}

Napi::Object SimulatedValue(Napi::Env env, stats::Simulated simulated) {
  return NumbersObject(env, {{"value", simulated.value}, {"error", simulated.error}});
}

// In the order of `comparisonOf` in src/stats/posterior/beta-posterior.ts: numbers cross at once,
// where an object's fields would each look their name up.
std::array<double, 9> NumbersOf(stats::BetaComparison const& c) {
  return {c.probability,    c.loss_a,          c.loss_b,   c.mean_a,   c.mean_b,
          c.difference.low, c.difference.high, c.lift.low, c.lift.high};
}

auto ComparisonOf(Info info) {
  return [a = ShapeOf(info[0], info[1]), b = ShapeOf(info[2], info[3]),
          level = NumberOf(info[4], "level")] { return stats::CompareBetas(a, b, level); };
}

// (a.a, a.b, b.a, b.b, level)
Napi::Value CompareBetasOf(Info info) {
  return Guarded(info, [&] {
    return RunAsync(info.Env(), Pins(), nullptr, ComparisonOf(info),
                    [](Napi::Env env, stats::BetaComparison const& c) -> Napi::Value {
                      return ToFloat64(env, NumbersOf(c));
                    });
  });
}

// The same at once, into the given array: (a.a, a.b, b.a, b.b, level, out)
Napi::Value CompareBetasSyncOf(Info info) {
  return Guarded(info, [&] {
    auto const numbers = NumbersOf(ComparisonOf(info)());
    auto const out = Float64Of(info[5], "out");
    Require(out.size() == numbers.size(), "out must hold 9 numbers");
    std::copy(numbers.begin(), numbers.end(), out.begin());
    return info.Env().Undefined();
  });
}

// (a.a, a.b, b.a, b.b, level, draws, seed, threads, stop | null)
Napi::Value SimulateBetasOf(Info info) {
  return Guarded(info, [&] {
    auto work = [a = ShapeOf(info[0], info[1]), b = ShapeOf(info[2], info[3]),
                 level = NumberOf(info[4], "level"),
                 draws = IntegerOf(info[5], "draws", 2, 100'000'000),
                 seed = IntegerOf(info[6], "seed", 0, int64_t{1} << 53),
                 threads = ThreadsOf(info[7])](StopToken const* stop) {
      return stats::SimulateBetas(a, b, level, draws, static_cast<uint64_t>(seed), threads, stop);
    };
    return RunAsync(info.Env(), Pins(), OptionalStop(info[8]), std::move(work),
                    [](Napi::Env env, stats::BetaSimulation const& s) -> Napi::Value {
                      auto object = Napi::Object::New(env);
                      object.Set("probability", SimulatedValue(env, s.probability));
                      object.Set("lossA", SimulatedValue(env, s.loss_a));
                      object.Set("lossB", SimulatedValue(env, s.loss_b));
                      object.Set("meanA", SimulatedValue(env, s.mean_a));
                      object.Set("meanB", SimulatedValue(env, s.mean_b));
                      object.Set("low", SimulatedValue(env, s.low));
                      object.Set("high", SimulatedValue(env, s.high));
                      return object;
                    });
  });
}

}  // namespace

void RegisterBayes(Napi::Env env, Napi::Object exports) {
  exports.Set("bayesCompare", Napi::Function::New(env, CompareBetasOf));
  exports.Set("bayesCompareSync", Napi::Function::New(env, CompareBetasSyncOf));
  exports.Set("bayesSimulate", Napi::Function::New(env, SimulateBetasOf));
}

}  // namespace winback::addon
