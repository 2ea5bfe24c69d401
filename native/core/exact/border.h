// Which tables count as at least as extreme as the one seen.
#pragma once

#include <cstdint>
#include <vector>

#include "core/exact/counts.h"
#include "core/exact/rates.h"

namespace winback::exact {

// What "at least as extreme" is measured by where the effect is neutral.
enum class Ordering {
  kPooledZ = 0,  // Barnard's test: the pooled z statistic, compared in whole numbers
  kFisher = 1,   // Boschloo's test: Fisher's one-sided p, ties within 1e-12 of p or 1 - p
};

// For every control count i the smallest treatment count j that is as far up (n2 + 1: none). All
// orderings grow with j and fall with i, so a border is walked once and never falls.
using Border = std::vector<int64_t>;

Border UpperBorder(Counts const& c, Ordering ordering);

// The same by the score statistic under `effect`, ties within 1e-10.
Border ScoreBorder(Counts const& c, Scale scale, double effect, double correction = 0);

}  // namespace winback::exact
