#include "core/exact/score.h"

#include <algorithm>
#include <cmath>

#include "core/distributions/solve.h"

namespace winback::exact {
namespace {

struct Likelihood {
  double score = 0;
  double slope = 0;

  void Add(double count, double rate, double sign) {
    if (count == 0) return;
    score += sign * count / rate;
    slope -= count / (rate * rate);
  }
};

// The control rate of the largest likelihood with p2 = p1 + d. The likelihood's slope falls in p1:
// Newton inside a bracket finds its root also where the closed cubic loses half its digits.
double ControlUnderDifference(Counts const& c, double d) {
  auto const x1 = static_cast<double>(c.x1);
  auto const n1 = static_cast<double>(c.n1);
  auto const x2 = static_cast<double>(c.x2);
  auto const n2 = static_cast<double>(c.n2);
  double low = std::max(0.0, -d);
  double high = std::min(1.0, 1 - d);
  double p = std::clamp((x1 + x2 - n2 * d) / (n1 + n2), low, high);
  if (p == low || p == high) p = (low + high) / 2;
  for (int step = 0; step < 100 && high - low > 1e-16; ++step) {
    Likelihood at;
    at.Add(x1, p, 1);
    at.Add(n1 - x1, 1 - p, -1);
    at.Add(x2, p + d, 1);
    at.Add(n2 - x2, 1 - p - d, -1);
    if (at.score == 0) return p;
    (at.score > 0 ? low : high) = p;
    double const newton = p - at.score / at.slope;
    double const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (std::abs(next - p) <= 1e-15 * p) return next;
    p = next;
  }
  return p;
}

// With p2 = ratio p1: the smaller root of a quadratic.
double ControlUnderRatio(Counts const& c, double ratio) {
  auto const n1 = static_cast<double>(c.n1);
  auto const n2 = static_cast<double>(c.n2);
  double const square = (n1 + n2) * ratio;
  double const linear =
      static_cast<double>(c.x2) + static_cast<double>(c.x1) * ratio + n1 + n2 * ratio;
  auto const total = static_cast<double>(c.x1 + c.x2);
  return 2 * total / (linear + std::sqrt(std::max(0.0, linear * linear - 4 * square * total)));
}

double Standardised(double distance, double variance) {
  return distance == 0 ? 0 : distance / std::sqrt(std::max(0.0, variance));
}

}  // namespace

double Score(Counts const& c, Scale scale, double effect, double correction) {
  auto const n1 = static_cast<double>(c.n1);
  auto const n2 = static_cast<double>(c.n2);
  double const r1 = static_cast<double>(c.x1) / n1;
  double const r2 = static_cast<double>(c.x2) / n2;
  if (scale == Scale::kDifference) {
    double const p1 = effect == 0 ? static_cast<double>(c.x1 + c.x2) / (n1 + n2)
                                  : ControlUnderDifference(c, effect);
    double const p2 = std::clamp(p1 + effect, 0.0, 1.0);
    double const shift = correction * (1 / n1 + 1 / n2) / 2;
    return Standardised(r2 - r1 - effect - shift, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
  }
  // Ratios above 1 are those of the arms changed over, so that no product grows without end.
  if (effect > 0.5) return -Score(Swapped(c), scale, 1 - effect, -correction);
  double const ratio = effect / (1 - effect);
  double const p1 = ControlUnderRatio(c, ratio);
  double const p2 = ratio * p1;
  double const shift = correction * (ratio / n1 + 1 / n2) / 2;
  return Standardised(r2 - ratio * r1 - shift,
                      ratio * ratio * p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
}

double ScoreLimit(Counts const& c, Scale scale, double critical, double correction) {
  double const least = Least(scale);
  bool const all = scale == Scale::kDifference ? c.x2 == 0 && c.x1 == c.n1 : c.x2 == 0;
  if (all) return least;
  auto const excess = [&](double effect) {
    return std::clamp(Score(c, scale, effect, correction), -1e6, 1e6) - critical;
  };
  return excess(least) <= 0 ? least : distributions::Solve<double>(excess, least, 1);
}

}  // namespace winback::exact
