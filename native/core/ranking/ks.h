// Two-sample Kolmogorov-Smirnov statistic.
#pragma once

#include <vector>

namespace winback::stats {

struct KsDistance {
  double statistic = 0;  // largest |F1(x) - F2(x)|
  double location = 0;   // the smallest x where it is reached
  int sign = 0;          // +1 when F1 > F2 there (the first sample is smaller), -1, or 0
};

// Exact for samples of any size, ties included. Takes the samples by value: they get sorted.
// Values must not be NaN. Throws kBadInput for an empty sample.
KsDistance TwoSampleKs(std::vector<double> first, std::vector<double> second);

}  // namespace winback::stats
