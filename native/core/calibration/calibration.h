// A monotone map from a model's probability to a calibrated one; what each method means and how it
// is fitted is in src/model/calibration/calibration.ts.
#pragma once

#include <span>
#include <variant>
#include <vector>

namespace winback {

// sigmoid(slope * logit p + intercept)
struct Platt {
  double slope;
  double intercept;
};

// sigmoid(a ln p - b ln(1 - p) + c)
struct BetaCalibration {
  double a;
  double b;
  double c;
};

// Linear between corners, constant outside them, kept inside [low, high]. `x` is not empty and
// ascends, `y` is as long.
struct IsotonicCurve {
  std::vector<double> x;
  std::vector<double> y;
  double low;
  double high;
};

using Calibration = std::variant<std::monostate, Platt, BetaCalibration, IsotonicCurve>;

// Throws kBadInput for an isotonic curve without corners, with lists of different lengths or an x
// that does not ascend.
void CheckCalibration(Calibration const& calibration);

// Replaces every probability by the calibrated one; NaN stays NaN. The calibration has been
// checked.
void Calibrate(Calibration const& calibration, std::span<double> probabilities);

}  // namespace winback
