// The line of success rates on which one effect holds, walked by an angle.
#pragma once

#include <algorithm>
#include <cmath>

namespace winback::exact {

// What an effect is measured by. Both grow with the treatment's rate p2 and fall with p1.
enum class Scale {
  kDifference,  // p2 - p1, from -1 to 1
  kShare,       // the ratio p2 / p1 = s / (1 - s) by its share s, from 0 to 1
};

// No effect on that scale.
constexpr double Neutral(Scale scale) { return scale == Scale::kDifference ? 0 : 0.5; }
constexpr double Least(Scale scale) { return scale == Scale::kDifference ? -1 : 0; }

struct RatePair {
  double p1, p2;
};

// All pairs of rates with one effect, by an angle from 0 to pi, which evens out a binomial's
// spread. At any one angle p1 falls and p2 grows with the effect.
struct RateLine {
  RateLine(Scale scale, double effect) {
    if (scale == Scale::kDifference) {
      start = {std::max(0.0, -effect), std::max(0.0, effect)};
      end = {std::min(1.0, 1 - effect), std::min(1.0, 1 + effect)};
    } else {
      end = {effect <= 0.5 ? 1 : (1 - effect) / effect, effect >= 0.5 ? 1 : effect / (1 - effect)};
    }
  }

  RatePair At(double angle) const {
    double const sine = std::sin(angle / 2);
    double const share = sine * sine;
    return {start.p1 + (end.p1 - start.p1) * share, start.p2 + (end.p2 - start.p2) * share};
  }

  RatePair start{0, 0};
  RatePair end{1, 1};
};

}  // namespace winback::exact
