// Permutation test of a difference of means: how often a random relabelling of all values gives a
// difference at least as far out. Pitman (1937).
#pragma once

#include <cstdint>
#include <span>

#include "core/base/stop_token.h"

namespace winback::exact {

struct PermutationCounts {
  double relabellings = 0;  // drawn, or all of them when `complete`
  double upper = 0;         // with treatment - control at least as large as seen
  double lower = 0;         // at most as large
  double far = 0;           // at least as far from 0
  bool complete = false;    // every relabelling was counted once: the test is exact
};

// Enumerates all relabellings when there are at most `relabellings` of them, else draws that many
// with Philox (seed, stream = index of the draw): the same counts for any number of threads.
// Differences equal within 1e-12 of the spread count as equal. Both samples need a value; throws
// kBadInput for values that are not finite.
PermutationCounts PermuteMeans(std::span<double const> control, std::span<double const> treatment,
                               int64_t relabellings, uint64_t seed, int threads,
                               StopToken const* stop);

}  // namespace winback::exact
