// The regularised incomplete beta and gamma functions, both tails. The only room of the library
// that includes Boost.Math (its headers are slow to compile).
#pragma once

#include "core/distributions/tails.h"

namespace winback::distributions {

// lower = I_x(a, b), upper = I_y(b, a), with x + y = 1. Both x and y are asked for, since 1 - x
// loses the digits of a small y. a, b > 0.
Tails IncompleteBeta(long double a, long double b, long double x, long double y);

// lower = P(a, x), upper = Q(a, x). a > 0, x >= 0.
Tails IncompleteGamma(long double a, long double x);

long double LogGamma(long double x);

}  // namespace winback::distributions
