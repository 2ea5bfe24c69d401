// Both tails of a distribution at one point, each computed without subtracting it from one where
// that would lose digits.
//
// The arithmetic is long double: 64 mantissa bits on x86-64, 113 on other Linux targets. Where long
// double is double (MSVC, Apple silicon) tails below 1e-100 lose about three digits.
#pragma once

#include <cmath>

namespace winback::distributions {

struct Tails {
  long double lower = 0;      // P(X <= x)
  long double upper = 0;      // P(X > x)
  long double log_lower = 0;  // natural logarithms, finite also where the above underflow
  long double log_upper = 0;
};

// The tails when both probabilities are known to full relative accuracy.
inline Tails TailsOf(long double lower, long double upper) {
  return {lower, upper, upper < 0.5L ? std::log1p(-upper) : std::log(lower),
          lower < 0.5L ? std::log1p(-lower) : std::log(upper)};
}

// The tails of -X at -x (X continuous).
inline Tails Mirrored(Tails const& t) { return {t.upper, t.lower, t.log_upper, t.log_lower}; }

}  // namespace winback::distributions
