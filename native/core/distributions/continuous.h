// Tails and quantiles of the continuous distributions that rest on the incomplete beta and gamma
// functions. Quantiles take p in [0, 1]; `lower` chooses P(X <= x) = p or P(X > x) = p.
#pragma once

#include "core/distributions/tails.h"

namespace winback::distributions {

double NormalQuantile(double p, bool lower);

// Student's t with df > 0 degrees of freedom (not necessarily whole; infinite = normal).
Tails StudentTails(long double t, long double df);
double StudentQuantile(double p, bool lower, double df);

// Beta on [0, 1] with shapes a, b > 0.
Tails BetaTails(long double x, long double a, long double b);
double BetaQuantile(double p, bool lower, double a, double b);

// Gamma with this shape and scale > 0. Chi-square with k degrees of freedom is Gamma(k/2, 2).
Tails GammaTails(long double x, long double shape, long double scale);
double GammaQuantile(double p, bool lower, double shape, double scale);

// Fisher's F with d1, d2 > 0 degrees of freedom.
Tails FisherTails(long double f, long double d1, long double d2);
double FisherQuantile(double p, bool lower, double d1, double d2);

}  // namespace winback::distributions
