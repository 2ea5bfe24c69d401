// Sums in eight lanes, which the processor adds beside each other. The order of the terms is fixed.
#pragma once

#include <cstddef>

namespace winback::stats {

template <class Term>
double LaneSum(size_t rows, Term term) {
  constexpr size_t kLanes = 8;
  double sums[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) sums[lane] += term(i + lane);
  }
  for (; i < rows; ++i) sums[0] += term(i);
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

}  // namespace winback::stats
