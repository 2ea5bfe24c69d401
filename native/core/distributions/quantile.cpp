#include "core/distributions/quantile.h"

#include <algorithm>

#include "core/distributions/solve.h"

namespace winback::distributions {

Target TargetOf(double p, bool lower) {
  if (p <= 0.5) return {lower, std::log(static_cast<long double>(p))};
  return {!lower, std::log(1 - static_cast<long double>(p))};
}

long double SolveQuantile(Target const& target, std::function<Tails(long double)> const& tails_at,
                          long double low, long double high) {
  // Finite at the ends too: an infinite function value would break the interpolation.
  constexpr long double kFloor = -1e5L;
  auto const excess = [&](long double u) {
    Tails const tails = tails_at(u);
    long double const value = target.lower ? tails.log_lower : tails.log_upper;
    return std::max(value, kFloor) - target.log_p;
  };
  return Solve(excess, low, high);
}

}  // namespace winback::distributions
