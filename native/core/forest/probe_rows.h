// Rows that sit where a scorer can go wrong: every threshold and its two neighbouring doubles, the
// edges of "zero", infinities, denormals, NaN, and categories in, around and far outside the sets.
#pragma once

#include <cstdint>
#include <vector>

#include "core/forest/model/tree.h"

namespace winback::forest {

// `rows` rows, row-major, one value per feature. The same forest, count and seed give the same
// rows.
std::vector<double> ProbeRows(Forest const& forest, int64_t rows, uint64_t seed);

}  // namespace winback::forest
