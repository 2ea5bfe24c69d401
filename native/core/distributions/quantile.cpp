#include "core/distributions/quantile.h"

#include <algorithm>
#include <limits>

namespace winback::distributions {
namespace {

// Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear
// function without using derivatives", Advances in Engineering Software 28 (1997).
long double Chandrupatla(std::function<long double(long double)> const& f, long double b,
                         long double a) {
  long double fa = f(a);
  long double fb = f(b);
  long double c = a;
  long double fc = fa;
  long double t = 0.5L;
  constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
  for (int step = 0; step < 300; ++step) {
    long double const x = a + t * (b - a);
    long double const fx = f(x);
    if ((fx > 0) == (fa > 0)) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    long double const best = std::abs(fa) < std::abs(fb) ? a : b;
    long double const tolerance = epsilon * std::abs(best) / std::abs(b - a);
    if (fa == 0 || fb == 0 || tolerance > 0.5L || a == b)
      return std::abs(fa) < std::abs(fb) ? a : b;
    long double const xi = (a - b) / (c - b);
    long double const phi = (fa - fb) / (fc - fb);
    bool const interpolate = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = interpolate
            ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            : 0.5L;
    t = std::clamp(t, tolerance, 1 - tolerance);
  }
  return std::abs(fa) < std::abs(fb) ? a : b;
}

}  // namespace

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
  return Chandrupatla(excess, low, high);
}

}  // namespace winback::distributions
