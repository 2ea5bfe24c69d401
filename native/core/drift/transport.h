// The area between two distribution functions (the Wasserstein distance of order 1).
#pragma once

#include <span>

#include "core/base/column.h"

namespace winback::drift {

// One sample is given by its distinct values, ascending, and the rows of each; the other by a
// column, of which the finite values count. Exact. Throws kBadInput when either has no row.
double Transport(std::span<double const> values, std::span<double const> rows,
                 Column const& column);

}  // namespace winback::drift
