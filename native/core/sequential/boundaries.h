// Boundaries of group sequential tests and what they do.
#pragma once

#include <span>
#include <vector>

namespace winback::sequential {

// z at each look so that the chance to stop under no effect, up to and including it, is spent[k].
// Two-sided: spent counts both sides, bounds are -z and z. One-sided: the upper side, no lower
// bound. A look that spends nothing gets an infinite bound. `information` increases and is > 0;
// `spent` does not decrease and stays below 1.
std::vector<double> SpendingBoundary(std::span<double const> information,
                                     std::span<double const> spent, bool two_sided);

// z_k = C (t_k / t_K)^(shape - 1/2) with total chance alpha: shape 0 is O'Brien and Fleming (1979),
// 1/2 is Pocock (1977), between them Wang and Tsiatis (1987).
std::vector<double> ClassicBoundary(std::span<double const> information, double shape, double alpha,
                                    bool two_sided);

// The chance to leave above and below at each look, when the score has this drift per unit of
// information. Infinite bounds are allowed.
struct Exits {
  std::vector<double> above, below;
};
Exits ExitProbabilities(std::span<double const> information, std::span<double const> lower,
                        std::span<double const> upper, double drift);

}  // namespace winback::sequential
