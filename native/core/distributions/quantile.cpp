#include "core/distributions/quantile.h"

#include <algorithm>

#include "core/distributions/solve.h"

namespace winback::distributions {

Target TargetOf(double p, bool lower) {
  if (p <= 0.5) return {lower, std::log(static_cast<long double>(p))};
  return {!lower, std::log(1 - static_cast<long double>(p))};
}

long double SolveQuantile(Target const& target, std::function<Tails(long double)> const& tails_at,
                          Search const& search) {
  // Finite at the ends too: an infinite function value would break the interpolation.
  constexpr long double kFloor = -1e5L;
  // Increasing in u for either tail.
  auto const excess = [&](long double u) {
    Tails const tails = tails_at(u);
    long double const value = std::max(target.lower ? tails.log_lower : tails.log_upper, kFloor);
    return target.lower ? value - target.log_p : target.log_p - value;
  };
  long double near = std::clamp(search.guess, search.low, search.high);
  bool const upwards = excess(near) < 0;
  long double far = near;
  long double step = search.step;
  do {
    near = far;
    far = std::clamp(far + (upwards ? step : -step), search.low, search.high);
    if (far == near) return far;
    step *= 4;
  } while ((excess(far) < 0) == upwards);
  return Solve(excess, std::min(near, far), std::max(near, far));
}

}  // namespace winback::distributions
