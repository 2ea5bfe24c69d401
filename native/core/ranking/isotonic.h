// Weighted isotonic regression by pooling adjacent violators (Ayer et al., 1955).
#pragma once

#include <span>
#include <vector>

namespace winback::stats {

// A monotone curve as knots, x strictly ascending. Between knots it is linear, outside it is flat.
struct IsotonicFit {
  std::vector<double> x;
  std::vector<double> y;
};

// The non-decreasing (or non-increasing) curve with the least weighted squared distance to y. Rows
// with equal x are pooled to their weighted mean first, so that the curve is a function. Each level
// keeps the first and the last x it covers as knots. `weights` may be empty (all 1); rows of
// weight 0 are left out.
// Throws kBadInput for negative or infinite weights, or when no row has weight.
IsotonicFit FitIsotonic(std::span<double const> x, std::span<double const> y,
                        std::span<double const> weights, bool increasing);

}  // namespace winback::stats
