#include "lightgbm/dataset.h"

#include <cmath>
#include <limits>

#include "lightgbm/api.h"
#include "lightgbm/arrow_stream.h"

namespace winback::lightgbm {
namespace {

// `row` from 0, in the message from 1. Messages are made only when thrown: a string per row once
// took a third of the whole binning.
[[noreturn]] void Refuse(std::string const& what, std::string const& name, int64_t row,
                         std::string const& expected, double value) {
  throw Error(ErrorCode::kBadInput, what + " " + name + ", row " + std::to_string(row + 1) + ": " +
                                        expected + ", got " + std::to_string(value));
}

// The column as floats. Throws kBadInput at the first null, NaN or infinity, naming the row.
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

// The normal equations of a linear leaf hold products of features: one infinity spoils every
// coefficient of its leaf.
void CheckLinear(Column const& column) {
  int64_t before = 0;
  for (auto const& chunk : column.chunks) {
    for (int64_t row = 0; row < chunk.length; ++row) {
      double const value = ValueAt(chunk, row);
      if (std::isinf(value)) {
        Refuse("column", column.name, before + row,
               "linearTree takes finite numbers and missing ones", value);
      }
    }
    before += chunk.length;
  }
}

// Codes are read as int32 by LightGBM; larger ones wrap and index out of its bitsets.
void CheckCodes(Column const& column) {
  constexpr auto kLimit = static_cast<double>(kMaxCategory);
  int64_t row_of_chunk = 0;
  for (auto const& chunk : column.chunks) {
    for (int64_t row = 0; row < chunk.length; ++row) {
      double const code = ValueAt(chunk, row);
      bool const fits =
          std::isnan(code) || (code == std::floor(code) && code <= kLimit && code >= -kLimit);
      if (!fits) {
        Refuse("column", column.name, row_of_chunk + row,
               "expected a category code from 0 to " + std::to_string(kMaxCategory), code);
      }
    }
    row_of_chunk += chunk.length;
  }
}

}  // namespace

void CheckFeatures(Table const& features) {
  Require(!features.columns.empty(), "there is no feature column");
  Require(features.rows > 0, "the table has no rows");
  Require(features.rows < std::numeric_limits<int32_t>::max(),
          "LightGBM takes fewer than 2^31 rows, got " + std::to_string(features.rows));
  for (auto const& column : features.columns) {
    if (column.categorical) CheckCodes(column);
  }
}

Dataset::Dataset(TrainingData const& data, LabelRule rule, int classes,
                 std::string const& parameters, Dataset const* reference) {
  CheckFeatures(data.features);
  if (parameters.find("linear_tree=true") != std::string::npos) {
    for (auto const& column : data.features.columns) CheckLinear(column);
  }
  auto const label = FiniteFloats(data.label, data.features.rows);
  CheckLabels(label, data.label.name, rule, classes);
  std::vector<float> weights;
  if (!data.weight.chunks.empty()) {
    weights = FiniteFloats(data.weight, data.features.rows);
    CheckWeights(weights, data.weight.name);
  }
  ArrowArrayStream stream = MakeStream(data.features);
  DatasetHandle const bins = reference == nullptr ? nullptr : reference->handle_;
  Check(LGBM_DatasetCreateFromArrowStream(&stream, parameters.c_str(), bins, &handle_),
        ErrorCode::kTraining, "binning the training data");
  try {
    std::vector<char const*> names;
    if (data.names.empty()) {
      for (auto const& column : data.features.columns) names.push_back(column.name.c_str());
    } else {
      for (auto const& name : data.names) names.push_back(name.c_str());
    }
    Require(names.size() == data.features.columns.size(), "names must be one per feature");
    Check(LGBM_DatasetSetFeatureNames(handle_, names.data(), static_cast<int>(names.size())),
          ErrorCode::kTraining, "naming the features");
    SetField("label", label);
    if (!weights.empty()) SetField("weight", weights);
  } catch (...) {
    LGBM_DatasetFree(handle_);
    throw;
  }
}

Dataset::~Dataset() { LGBM_DatasetFree(handle_); }

void Dataset::SetField(char const* field, std::vector<float> const& values) {
  Check(LGBM_DatasetSetField(handle_, field, values.data(), static_cast<int>(values.size()),
                             C_API_DTYPE_FLOAT32),
        ErrorCode::kTraining, field);
}

}  // namespace winback::lightgbm
