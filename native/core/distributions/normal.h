// The standard normal distribution.
#pragma once

#include "core/distributions/tails.h"

namespace winback::distributions {

Tails NormalTails(long double z);

// Hot-loop forms in double: P(Z > z) by erfc, and the density.
double NormalUpper(double z);
double NormalDensity(double z);

}  // namespace winback::distributions
