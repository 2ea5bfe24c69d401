// Calibration of probabilities for JS. The contract is src/native/calibration-binding.ts.
#include <algorithm>

#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/calibration_argument.h"

namespace winback::addon {
namespace {

std::vector<double> NumbersOf(Napi::Value value, char const* name) {
  auto const array = ArrayOf(value, name);
  std::vector<double> numbers;
  for (uint32_t i = 0; i < array.Length(); ++i) numbers.push_back(NumberOf(array.Get(i), name));
  return numbers;
}

// calibrate(calibration, probabilities): in place, on the JS thread
Napi::Value CalibrateInPlace(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Calibrate(CalibrationOf(info[0]), Float64Of(info[1], "probabilities"));
    return info.Env().Undefined();
  });
}

}  // namespace

Calibration CalibrationOf(Napi::Value value) {
  auto const object = ObjectOf(value, "calibration");
  auto const method = StringOf(object.Get("method"), "method");
  auto const number = [&](char const* name) { return NumberOf(object.Get(name), name); };
  if (method == "none") return std::monostate{};
  if (method == "platt") return Platt{number("slope"), number("intercept")};
  if (method == "beta") return BetaCalibration{number("a"), number("b"), number("c")};
  Require(method == "isotonic", "unknown calibration method " + method);
  Calibration curve = IsotonicCurve{NumbersOf(object.Get("x"), "x"),
                                    NumbersOf(object.Get("y"), "y"), number("low"), number("high")};
  CheckCalibration(curve);
  return curve;
}

void RegisterCalibration(Napi::Env env, Napi::Object exports) {
  exports.Set("calibrationApply", Napi::Function::New(env, CalibrateInPlace));
}

}  // namespace winback::addon
