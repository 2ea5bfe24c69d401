// Which tables count as at least as extreme as the one seen.
#pragma once

#include <cstdint>
#include <vector>

#include "core/exact/unconditional.h"

namespace winback::exact {

// For every control count i the smallest treatment count j that is as far up (n2 + 1: none). Both
// orderings grow with j and fall with i, so the border is walked once.
std::vector<int64_t> UpperBorder(Counts const& c, Ordering ordering);

}  // namespace winback::exact
