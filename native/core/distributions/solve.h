// A bracketing root finder for every kernel that inverts a monotone function.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace winback::distributions {

// A root of f between b and a, where f has different signs, to the resolution of Real, or to the
// absolute `slack` where that is coarser.
// Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear
// function without using derivatives", Advances in Engineering Software 28 (1997).
template <class Real, class Function>
Real Solve(Function const& f, Real b, Real a, Real slack = 0) {
  Real fa = f(a);
  Real fb = f(b);
  Real c = a;
  Real fc = fa;
  Real t = Real(0.5);
  constexpr Real epsilon = std::numeric_limits<Real>::epsilon();
  for (int step = 0; step < 300; ++step) {
    Real const x = a + t * (b - a);
    Real const fx = f(x);
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
    Real const best = std::abs(fa) < std::abs(fb) ? a : b;
    Real const tolerance = std::max(epsilon * std::abs(best), slack) / std::abs(b - a);
    if (fa == 0 || fb == 0 || tolerance > Real(0.5) || a == b)
      return std::abs(fa) < std::abs(fb) ? a : b;
    Real const xi = (a - b) / (c - b);
    Real const phi = (fa - fb) / (fc - fb);
    bool const interpolate = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = interpolate
            ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            : Real(0.5);
    t = std::clamp(t, tolerance, 1 - tolerance);
  }
  return std::abs(fa) < std::abs(fb) ? a : b;
}

}  // namespace winback::distributions
