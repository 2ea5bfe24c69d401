// Labels and weights as LightGBM takes them, checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/column.h"

namespace winback::lightgbm {

// What the label may hold.
enum class LabelRule {
  kFinite,   // any finite number
  kBinary,   // 0 or 1, both present
  kClasses,  // whole numbers 0 .. classes - 1, each present
  kPositive,
  kNonNegative,
  kShare,  // from 0 to 1
};

// The column as floats. Throws kBadInput at the first null, NaN or infinity, naming the row.
std::vector<float> FiniteFloats(Column const& column, int64_t rows);

// Throws kBadInput naming the first row that is against `rule`.
void CheckLabels(std::vector<float> const& label, std::string const& name, LabelRule rule,
                 int classes);

// Throws kBadInput for a weight below 0, or where every weight is 0.
void CheckWeights(std::vector<float> const& weights, std::string const& name);

}  // namespace winback::lightgbm
