// The one quantile that intervals here need.
#pragma once

namespace winback::stats {

// z with P(|Z| <= z) = level for a standard normal Z; level in (0, 1).
double TwoSidedNormalQuantile(double level);

// x with P(Z <= x) = p; p in (0, 1).
double NormalQuantile(double p);

// P(Z <= x).
double NormalCdf(double x);

}  // namespace winback::stats
