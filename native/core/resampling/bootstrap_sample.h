// The rows that a bootstrap draws from, by group.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/column.h"

namespace winback::stats {

struct BootstrapSample {
  std::vector<double> values;
  std::vector<double> denominators;  // empty without a denominator
};

// Rows with every value, in their order. Throws kBadInput for lengths that differ, infinite values
// and codes that are not whole numbers in [0, groups).
std::vector<BootstrapSample> SplitByGroup(Column const& values,
                                          std::optional<Column> const& denominator,
                                          std::optional<Column> const& group, int64_t groups);

}  // namespace winback::stats
