// Bootstrap replicates of a mean, a ratio of sums or a quantile, by group.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"

namespace winback::stats {

enum class BootstrapStatistic { kMean, kRatio, kQuantile };

// kPoisson: every row counts a Poisson(1) number of times, rows independent (Chamandy et al.,
// 2012). kMultinomial: as many rows as there are, drawn with replacement (Efron, 1979).
enum class BootstrapScheme { kPoisson, kMultinomial };

struct BootstrapPlan {
  BootstrapStatistic statistic = BootstrapStatistic::kMean;
  BootstrapScheme scheme = BootstrapScheme::kPoisson;
  double q = 0.5;  // kQuantile: type 7, of the rows with their counts
  int64_t replicates = 1000;
  uint64_t seed = 0;
  int threads = 1;
};

struct BootstrapGroup {
  int64_t rows = 0;
  double estimate = 0;
  std::vector<double> replicates;
};

// `values` over `denominator` (kRatio only), rows by `group` codes 0, 1, ... below `groups` (one
// group without it). Rows missing a value or a group are left out. Replicate r of group g uses
// Philox(seed, g * 2^32 + r): the result depends on the seed alone. A replicate that drew no row,
// or whose denominators add up to 0, is NaN. Throws kBadInput for lengths that differ, infinite
// values, wrong codes or an empty group; kAborted when `stop` is set.
std::vector<BootstrapGroup> Bootstrap(Column const& values,
                                      std::optional<Column> const& denominator,
                                      std::optional<Column> const& group, int64_t groups,
                                      BootstrapPlan const& plan, StopToken const* stop = nullptr);

}  // namespace winback::stats
