#include "lightgbm/labels.h"

#include <cmath>

#include "lightgbm/refuse.h"

namespace winback::lightgbm {
namespace {

void CheckClasses(std::vector<float> const& label, std::string const& name, int classes) {
  std::vector<int64_t> count(static_cast<size_t>(classes), 0);
  for (size_t row = 0; row < label.size(); ++row) {
    float const value = label[row];
    bool const fits =
        value >= 0 && value < static_cast<float>(classes) && value == std::floor(value);
    if (!fits) {
      Refuse("label", name, static_cast<int64_t>(row),
             "expected a class from 0 to " + std::to_string(classes - 1), value);
    }
    ++count[static_cast<size_t>(value)];
  }
  for (size_t k = 0; k < count.size(); ++k) {
    Require(count[k] > 0, "label " + name + " has no row of class " + std::to_string(k) +
                              ": there is nothing to learn");
  }
}

// Objectives over a part of the numbers: LightGBM checks too, but names neither column nor row.
void CheckLabelRange(std::vector<float> const& label, std::string const& name, LabelRule rule) {
  for (size_t row = 0; row < label.size(); ++row) {
    float const value = label[row];
    auto const at = static_cast<int64_t>(row);
    if (rule == LabelRule::kPositive && !(value > 0)) {
      Refuse("label", name, at, "this objective takes numbers > 0", value);
    }
    if (rule != LabelRule::kPositive && !(value >= 0)) {
      Refuse("label", name, at, "this objective takes numbers >= 0", value);
    }
    if (rule == LabelRule::kShare && value > 1) {
      Refuse("label", name, at, "this objective takes numbers from 0 to 1", value);
    }
  }
}

}  // namespace

std::vector<float> FiniteFloats(Column const& column, int64_t rows) {
  std::vector<float> values;
  values.reserve(static_cast<size_t>(rows));
  for (auto const& chunk : column.chunks) {
    for (int64_t row = 0; row < chunk.length; ++row) {
      double const value = ValueAt(chunk, row);
      if (!std::isfinite(value)) {
        Refuse("column", column.name, static_cast<int64_t>(values.size()),
               "expected a finite number", value);
      }
      values.push_back(static_cast<float>(value));
    }
  }
  Require(static_cast<int64_t>(values.size()) == rows,
          "column " + column.name + " has " + std::to_string(values.size()) +
              " rows, the features have " + std::to_string(rows));
  return values;
}

void CheckLabels(std::vector<float> const& label, std::string const& name, LabelRule rule,
                 int classes) {
  if (rule == LabelRule::kBinary) return CheckClasses(label, name, 2);
  if (rule == LabelRule::kClasses) return CheckClasses(label, name, classes);
  if (rule != LabelRule::kFinite) CheckLabelRange(label, name, rule);
}

void CheckWeights(std::vector<float> const& weights, std::string const& name) {
  double sum = 0;
  for (size_t row = 0; row < weights.size(); ++row) {
    if (weights[row] < 0) {
      Refuse("weight", name, static_cast<int64_t>(row), "expected a number >= 0", weights[row]);
    }
    sum += weights[row];
  }
  Require(sum > 0, "weight " + name + ": every weight is 0");
}

}  // namespace winback::lightgbm
