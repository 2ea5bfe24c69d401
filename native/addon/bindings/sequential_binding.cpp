#include "addon/arguments.h"
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "core/sequential/boundaries.h"

namespace winback::addon {
namespace {

Napi::Value ArrayFrom(Napi::Env env, std::vector<double> const& values) {
  auto out = Napi::Float64Array::New(env, values.size());
  for (size_t i = 0; i < values.size(); ++i) out[i] = values[i];
  return out;
}

Napi::Value SpendingBoundary(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    return ArrayFrom(info.Env(), sequential::SpendingBoundary(Float64Of(info[0], "information"),
                                                              Float64Of(info[1], "spent"),
                                                              BooleanOf(info[2], "twoSided")));
  });
}

Napi::Value ClassicBoundary(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    return ArrayFrom(info.Env(), sequential::ClassicBoundary(
                                     Float64Of(info[0], "information"), NumberOf(info[1], "shape"),
                                     NumberOf(info[2], "alpha"), BooleanOf(info[3], "twoSided")));
  });
}

// The exits above, then the exits below, look by look.
Napi::Value ExitProbabilities(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    sequential::Exits exits = sequential::ExitProbabilities(
        Float64Of(info[0], "information"), Float64Of(info[1], "lower"), Float64Of(info[2], "upper"),
        NumberOf(info[3], "drift"));
    exits.above.insert(exits.above.end(), exits.below.begin(), exits.below.end());
    return ArrayFrom(info.Env(), exits.above);
  });
}

}  // namespace

void RegisterSequential(Napi::Env env, Napi::Object exports) {
  exports.Set("sequentialSpending", Napi::Function::New(env, SpendingBoundary));
  exports.Set("sequentialClassic", Napi::Function::New(env, ClassicBoundary));
  exports.Set("sequentialExits", Napi::Function::New(env, ExitProbabilities));
}

}  // namespace winback::addon
