#include "core/ranking/ks.h"

#include <algorithm>
#include <cmath>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"

namespace winback::stats {

KsDistance TwoSampleKs(std::vector<double> first, std::vector<double> second) {
  Require(!first.empty() && !second.empty(), "both samples need at least one value");
  std::vector<double> scratch;
  BucketSort(first, scratch);
  BucketSort(second, scratch);
  double const n1 = static_cast<double>(first.size());
  double const n2 = static_cast<double>(second.size());
  KsDistance best;
  best.location = std::min(first.front(), second.front());
  size_t i = 0;
  size_t j = 0;
  while (i < first.size() && j < second.size()) {
    double const x = std::min(first[i], second[j]);
    while (i < first.size() && first[i] == x) ++i;
    while (j < second.size() && second[j] == x) ++j;
    double const gap = static_cast<double>(i) / n1 - static_cast<double>(j) / n2;
    if (std::abs(gap) > best.statistic) best = {std::abs(gap), x, gap > 0 ? 1 : -1};
  }
  return best;
}

}  // namespace winback::stats
