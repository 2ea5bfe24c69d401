// The one root finder behind every continuous quantile.
#pragma once

#include <functional>

#include "core/distributions/tails.h"

namespace winback::distributions {

// A probability to invert: `lower` says which tail `p` is, `log_p` its logarithm.
struct Target {
  bool lower = true;
  long double log_p = 0;
};

// The target for P(X <= x) = p or (upper) P(X > x) = p, expressed in the smaller of both tails so
// that no digits are lost. 0 < p < 1.
Target TargetOf(double p, bool lower);

// Where the root is looked for: first near `guess`, `step` to either side and on in growing steps,
// never beyond [low, high].
struct Search {
  long double low, high, guess, step;
};

// The u at which the tails of an increasing transform of X meet the target, on the log scale, to
// the resolution of long double.
long double SolveQuantile(Target const& target, std::function<Tails(long double)> const& tails_at,
                          Search const& search);

}  // namespace winback::distributions
