#include "core/calibration/calibration.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace winback {
namespace {

// Probabilities this close to 0 or 1 are treated as if they were this far away: logits stay finite.
constexpr double kEdge = 1e-12;

// False where one is NaN.
bool Ascends(std::vector<double> const& x) {
  if (std::isnan(x.front())) return false;
  for (size_t i = 1; i < x.size(); ++i) {
    if (!(x[i - 1] <= x[i])) return false;
  }
  return true;
}

double Inside(double p) { return std::min(std::max(p, kEdge), 1 - kEdge); }
double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

struct Map {
  double p;

  double operator()(std::monostate) const { return p; }
  double operator()(Platt const& map) const {
    double const inside = Inside(p);
    return Sigmoid(map.slope * (std::log(inside) - std::log1p(-inside)) + map.intercept);
  }
  double operator()(BetaCalibration const& map) const {
    double const inside = Inside(p);
    return Sigmoid(map.a * std::log(inside) - map.b * std::log1p(-inside) + map.c);
  }
  double operator()(IsotonicCurve const& curve) const {
    return std::min(std::max(Interpolated(curve), curve.low), curve.high);
  }

 private:
  double Interpolated(IsotonicCurve const& curve) const {
    auto const& x = curve.x;
    auto const& y = curve.y;
    if (p <= x.front()) return y.front();
    if (p >= x.back()) return y.back();
    if (std::isnan(p)) return p;  // between no two corners
    auto const right = static_cast<size_t>(std::upper_bound(x.begin(), x.end(), p) - x.begin());
    double const share = (p - x[right - 1]) / (x[right] - x[right - 1]);
    return y[right - 1] + share * (y[right] - y[right - 1]);
  }
};

}  // namespace

void CheckCalibration(Calibration const& calibration) {
  auto const* const curve = std::get_if<IsotonicCurve>(&calibration);
  Require(curve == nullptr || (!curve->x.empty() && curve->x.size() == curve->y.size()),
          "an isotonic curve needs corners, as many in y as in x");
  Require(curve == nullptr || Ascends(curve->x),
          "the x of an isotonic curve must be numbers that ascend");
}

void Calibrate(Calibration const& calibration, std::span<double> probabilities) {
  if (std::holds_alternative<std::monostate>(calibration)) return;
  std::visit(
      [&](auto const& map) {
        for (double& p : probabilities) p = Map{p}(map);
      },
      calibration);
}

}  // namespace winback
