// Tails and quantiles of the counting distributions. Tails are P(X <= k) and P(X > k); k need not
// be whole and is rounded down.
#pragma once

#include "core/distributions/tails.h"

namespace winback::distributions {

// Successes in n trials of probability p.
Tails BinomialTails(double k, double n, double p);
// Log of P(X = k), relative error of the probability below 1e-16 (Loader's saddle-point form).
long double BinomialLogMass(long double k, long double n, long double p);

// Marked items among `draws` drawn without replacement from `population`, of which `marked` are.
Tails HypergeometricTails(double k, double population, double marked, double draws);
long double HypergeometricLogMass(long double k, long double population, long double marked,
                                  long double draws);

// The smallest whole k in [low, high] at which tails_at(k), rounded to double, satisfies
// P(X <= k) >= p (lower) or P(X > k) <= p (upper). So quantile(cdf(k)) = k.
template <class TailsAt>
double CountQuantile(double p, bool lower, double low, double high, TailsAt const& tails_at) {
  while (low < high) {
    double const middle = std::floor(low + (high - low) / 2);
    Tails const tails = tails_at(middle);
    bool const reached =
        lower ? static_cast<double>(tails.lower) >= p : static_cast<double>(tails.upper) <= p;
    (reached ? high : low) = reached ? middle : middle + 1;
  }
  return low;
}

}  // namespace winback::distributions
