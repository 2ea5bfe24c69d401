// The noncentral t distribution: (Z + shift) / sqrt(chi-square(df) / df).
#pragma once

#include "core/distributions/tails.h"

namespace winback::distributions {

// df > 0, shift (the noncentrality) finite. Both tails are integrals of positive functions, by the
// trapezoidal rule on log(chi / sqrt(df)), which converges exponentially here; tails below 1e-300
// are cut off at 0.
Tails NoncentralTails(double t, double df, double shift);
double NoncentralQuantile(double p, bool lower, double df, double shift);

}  // namespace winback::distributions
