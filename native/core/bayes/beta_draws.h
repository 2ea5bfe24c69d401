// Two independent Beta posteriors compared by simulation: the Monte Carlo of the reference script,
// for those who want draws; CompareBetas in beta_posterior.h gives the same without the noise.
#pragma once

#include <cstdint>

#include "core/base/stop_token.h"
#include "core/bayes/beta_table.h"

namespace winback::stats {

// An estimate and its Monte Carlo standard error.
struct Simulated {
  double value = 0;
  double error = 0;
};

struct BetaSimulation {
  Simulated probability;  // P(B > A), a tie half a win
  Simulated loss_a;       // E max(B - A, 0)
  Simulated loss_b;       // E max(A - B, 0)
  Simulated mean_a;
  Simulated mean_b;
  Simulated low;  // quantiles of B - A (type 7) that leave (1 - level) / 2 outside
  Simulated high;
};

// Draw i of A uses Philox(seed, 0).Uniform(i), of B Philox(seed, 1).Uniform(i), through the inverse
// distribution function (error below 1e-6 standard deviations): the result depends on the seed
// alone, not on `threads` or the CPU. draws from 2 to 1e8; shapes and level as CompareBetas.
// Throws kBadInput, or kAborted when `stop` is set.
BetaSimulation SimulateBetas(BetaShape a, BetaShape b, double level, int64_t draws, uint64_t seed,
                             int threads, StopToken const* stop = nullptr);

}  // namespace winback::stats
