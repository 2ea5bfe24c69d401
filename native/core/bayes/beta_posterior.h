// Two independent Beta posteriors A and B compared without simulation.
#pragma once

#include "core/bayes/beta_table.h"

namespace winback::stats {

struct Bounds {
  double low = 0;
  double high = 0;
};

struct BetaComparison {
  double probability = 0;  // P(B > A)
  double loss_a = 0;       // E max(B - A, 0): what choosing A gives up on average
  double loss_b = 0;       // E max(A - B, 0)
  double mean_a = 0;
  double mean_b = 0;
  Bounds difference;  // equal-tailed interval of B - A
  Bounds lift;        // of B / A - 1
};

// Throws kBadInput unless both parameters are in [0.5, 1e12].
void CheckShape(BetaShape shape, char const* name);

// Quadrature on the logit scale, absolute error below 1e-10 everywhere (in practice 1e-12). Shapes
// in [0.5, 1e12], level in (0, 1). Throws kBadInput for others.
BetaComparison CompareBetas(BetaShape a, BetaShape b, double level);

}  // namespace winback::stats
