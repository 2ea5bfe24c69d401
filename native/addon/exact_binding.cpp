#include <array>
#include <limits>

#include "addon/arguments.h"
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/stop_handle.h"
#include "core/base/parallel.h"
#include "core/exact/permutation.h"
#include "core/exact/unconditional.h"

namespace winback::addon {
namespace {

struct UnconditionalResult {
  double upper, lower, two_sided, low, high;
};

// The three searches apart; below some hundred users a thread costs more than it saves.
UnconditionalResult Unconditional(exact::Counts const& counts, exact::Ordering ordering,
                                  double tail) {
  std::array<exact::TailAndBound, 2> sides;
  double two_sided = 0;
  int const threads = counts.n1 + counts.n2 < 200 ? 1 : ThreadCount(0);
  ParallelFor(3, threads, [&](int64_t task) {
    if (task == 2) {
      two_sided = exact::TwoSidedTail(counts);
      return;
    }
    exact::Counts const side = task == 0 ? counts : exact::Swapped(counts);
    sides[static_cast<size_t>(task)] =
        tail > 0 ? exact::UpperTailAndBound(side, ordering, tail)
                 : exact::TailAndBound{exact::UpperTail(side, ordering, 0),
                                       std::numeric_limits<double>::quiet_NaN()};
  });
  return {sides[0].tail, sides[1].tail, two_sided, sides[0].bound, -sides[1].bound};
}

// x1, n1, x2, n2, ordering, tail -> both one-sided p, two-sided p by |z|, exact bounds at `tail`
// each.
Napi::Value UnconditionalTest(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    constexpr int64_t kMost = 20000;
    exact::Counts const counts{IntegerOf(info[0], "control successes", 0, kMost),
                               IntegerOf(info[1], "control trials", 1, kMost),
                               IntegerOf(info[2], "treatment successes", 0, kMost),
                               IntegerOf(info[3], "treatment trials", 1, kMost)};
    auto const ordering = static_cast<exact::Ordering>(IntegerOf(info[4], "ordering", 0, 1));
    double const tail = NumberOf(info[5], "tail");
    auto work = [counts, ordering, tail] { return Unconditional(counts, ordering, tail); };
    return RunAsync(info.Env(), Pins(), work, [](Napi::Env env, UnconditionalResult const& r) {
      auto out = Napi::Object::New(env);
      out.Set("upper", r.upper);
      out.Set("lower", r.lower);
      out.Set("twoSided", r.two_sided);
      out.Set("low", r.low);
      out.Set("high", r.high);
      return out;
    });
  });
}

// control, treatment, relabellings, seed, threads, stop -> PermutationCounts.
Napi::Value PermuteMeans(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const control = Float64Of(info[0], "control");
    auto const treatment = Float64Of(info[1], "treatment");
    Pins pins;
    pins.Add(info[0]);
    pins.Add(info[1]);
    int64_t const relabellings = IntegerOf(info[2], "relabellings", 1, 1'000'000'000);
    auto const seed = static_cast<uint64_t>(IntegerOf(info[3], "seed", 0, (1LL << 53) - 1));
    int const threads = ThreadsOf(info[4]);
    auto const stop = OptionalStop(info[5]);
    auto work = [=] {
      return exact::PermuteMeans(control, treatment, relabellings, seed, threads, stop.get());
    };
    return RunAsync(info.Env(), std::move(pins), work,
                    [](Napi::Env env, exact::PermutationCounts const& counts) {
                      auto out = Napi::Object::New(env);
                      out.Set("relabellings", counts.relabellings);
                      out.Set("upper", counts.upper);
                      out.Set("lower", counts.lower);
                      out.Set("far", counts.far);
                      out.Set("complete", counts.complete);
                      return out;
                    });
  });
}

}  // namespace

void RegisterExact(Napi::Env env, Napi::Object exports) {
  exports.Set("unconditionalTest", Napi::Function::New(env, UnconditionalTest));
  exports.Set("permuteMeans", Napi::Function::New(env, PermuteMeans));
}

}  // namespace winback::addon
