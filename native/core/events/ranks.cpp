#include "core/events/ranks.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/bucket_sort.h"

namespace winback::events {
namespace {

struct Ranked {
  double key;
  uint32_t row;
};

}  // namespace

void RankInPlace(std::span<double> values, bool descending) {
  std::vector<Ranked> ordered;
  ordered.reserve(values.size());
  for (size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    ordered.push_back({descending ? -values[row] : values[row], static_cast<uint32_t>(row)});
  }
  std::vector<Ranked> scratch;
  stats::BucketSort(ordered, scratch, [](Ranked const& one) { return one.key; });
  double const others = values.size() > 1 ? static_cast<double>(values.size() - 1) : 1;
  double const last = static_cast<double>(ordered.size()) / others;
  for (double& value : values) {
    if (std::isnan(value)) value = last;
  }
  size_t first = 0;
  for (size_t i = 0; i < ordered.size(); ++i) {
    if (ordered[i].key != ordered[first].key) first = i;
    values[ordered[i].row] = static_cast<double>(first) / others;
  }
}

}  // namespace winback::events
