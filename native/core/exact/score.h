// The score statistic of two proportions under a given effect, and its inversion. Miettinen and
// Nurminen (1985), Farrington and Manning (1990), without the factor n / (n - 1).
#pragma once

#include "core/exact/counts.h"
#include "core/exact/rates.h"

namespace winback::exact {

// z of the counts when the true effect is `effect`: falls with the effect, grows with x2, falls
// with x1. `correction` is taken off the distance, in halves of one success of either group: 1 is
// Yates's correction for continuity.
double Score(Counts const& counts, Scale scale, double effect, double correction = 0);

// The effect at which Score is `critical` (> 0): the asymptotic lower limit. The least effect
// where every effect is possible.
double ScoreLimit(Counts const& counts, Scale scale, double critical, double correction = 0);

}  // namespace winback::exact
