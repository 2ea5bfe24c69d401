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

// One side of a test: its p and the lower bounds of both effects at `tail`, NaN without one.
struct Side {
  double tail;
  double difference = std::numeric_limits<double>::quiet_NaN();
  double share = std::numeric_limits<double>::quiet_NaN();
};

Side SideOf(exact::Counts const& counts, exact::Null const& null, double tail) {
  auto const judged = exact::Judge(counts, null);
  Side side{.tail = judged.tail};
  if (tail <= 0) return side;
  // The bound of an effect that the null says nothing about goes with the test of no effect.
  bool const neutral = null.effect == exact::Neutral(null.scale);
  auto const bound = [&](exact::Scale scale) {
    if (scale == null.scale) return exact::LowerBound(counts, null, judged, tail);
    exact::Null const beside{null.ordering, scale, exact::Neutral(scale)};
    return neutral ? exact::LowerBound(counts, beside, judged, tail)
                   : exact::LowerBound(counts, beside, tail);
  };
  side.difference = bound(exact::Scale::kDifference);
  side.share = bound(exact::Scale::kShare);
  return side;
}

struct UnconditionalResult {
  Side above, below;
  double two_sided;
};

// The searches apart; below some hundred users a thread costs more than it saves.
UnconditionalResult Unconditional(exact::Counts const& counts, exact::Null const& null,
                                  double tail) {
  UnconditionalResult result{.above = {}, .below = {}, .two_sided = 0};
  double const mirrored = null.scale == exact::Scale::kDifference ? -null.effect : 1 - null.effect;
  int const threads = counts.n1 + counts.n2 < 200 ? 1 : ThreadCount(0);
  ParallelFor(3, threads, [&](int64_t task) {
    if (task == 0) result.above = SideOf(counts, null, tail);
    if (task == 1)
      result.below = SideOf(exact::Swapped(counts), {null.ordering, null.scale, mirrored}, tail);
    if (task == 2 && null.ordering == exact::Ordering::kPooledZ)
      result.two_sided = exact::TwoSidedTail(counts);
  });
  return result;
}

// x1, n1, x2, n2, ordering, scale, effect, tail -> both one-sided p, two-sided p by |z|, exact
// bounds at `tail` each.
Napi::Value UnconditionalTest(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    constexpr int64_t kMost = 20000;
    exact::Counts const counts{IntegerOf(info[0], "control successes", 0, kMost),
                               IntegerOf(info[1], "control trials", 1, kMost),
                               IntegerOf(info[2], "treatment successes", 0, kMost),
                               IntegerOf(info[3], "treatment trials", 1, kMost)};
    exact::Null const null{static_cast<exact::Ordering>(IntegerOf(info[4], "ordering", 0, 1)),
                           static_cast<exact::Scale>(IntegerOf(info[5], "scale", 0, 1)),
                           NumberOf(info[6], "effect")};
    double const tail = NumberOf(info[7], "tail");
    auto work = [counts, null, tail] { return Unconditional(counts, null, tail); };
    return RunAsync(info.Env(), Pins(), nullptr, work,
                    [](Napi::Env env, UnconditionalResult const& r) {
                      auto out = Napi::Object::New(env);
                      out.Set("upper", r.above.tail);
                      out.Set("lower", r.below.tail);
                      out.Set("twoSided", r.two_sided);
                      out.Set("low", r.above.difference);
                      out.Set("high", -r.below.difference);
                      out.Set("shareLow", r.above.share);
                      out.Set("shareHigh", 1 - r.below.share);
                      return out;
                    });
  });
}

// control, treatment, relabellings, seed, threads, stop -> PermutationCounts.
Napi::Value PermuteMeans(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto const control = ReadFloat64(pins, info[0], "control");
    auto const treatment = ReadFloat64(pins, info[1], "treatment");
    int64_t const relabellings = IntegerOf(info[2], "relabellings", 1, 1'000'000'000);
    auto const seed = static_cast<uint64_t>(IntegerOf(info[3], "seed", 0, (1LL << 53) - 1));
    int const threads = ThreadsOf(info[4]);
    auto work = [=](StopToken const* stop) {
      return exact::PermuteMeans(control, treatment, relabellings, seed, threads, stop);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[5]), work,
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
  exports.Set("exactUnconditional", Napi::Function::New(env, UnconditionalTest));
  exports.Set("exactPermuteMeans", Napi::Function::New(env, PermuteMeans));
}

}  // namespace winback::addon
