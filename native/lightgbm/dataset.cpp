#include "lightgbm/dataset.h"

#include <cmath>
#include <limits>

#include "lightgbm/api.h"
#include "lightgbm/arrow_stream.h"
#include "lightgbm/refuse.h"

namespace winback::lightgbm {
namespace {

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
  auto const label = FiniteFloats(data.label, data.features.rows);
  CheckLabels(label, data.label.name, rule, classes);
  std::vector<float> weights;
  if (!data.weight.chunks.empty()) {
    weights = FiniteFloats(data.weight, data.features.rows);
    CheckWeights(weights, data.weight.name);
  }
  Bin(data.features, data.names, parameters, reference);
  SetFields(label, weights);
}

Dataset::Dataset(Table const& features, std::vector<std::string> const& names,
                 std::string const& parameters) {
  CheckFeatures(features);
  Bin(features, names, parameters, nullptr);
}

Dataset::Dataset(Dataset const& bins, RowsToLearn const& given, LabelRule rule,
                 std::string const& parameters) {
  auto const& rows = given.rows;
  Require(!rows.empty(), "there is no row to learn from");
  for (size_t i = 0; i < rows.size(); ++i) {
    bool const ascends = rows[i] > (i == 0 ? -1 : rows[i - 1]) && rows[i] < bins.rows_;
    Require(ascends, "rows to learn from must ascend and be rows of the table");
  }
  auto pick = [&](std::vector<float> const& all) {
    std::vector<float> some(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) some[i] = all[static_cast<size_t>(rows[i])];
    return some;
  };
  auto const label = pick(FiniteFloats(given.label, bins.rows_));
  CheckLabels(label, given.label.name, rule, 1);
  std::vector<float> weights;
  if (!given.weight.chunks.empty()) {
    weights = pick(FiniteFloats(given.weight, bins.rows_));
    CheckWeights(weights, given.weight.name);
  }
  rows_ = static_cast<int64_t>(rows.size());
  Check(LGBM_DatasetGetSubset(bins.handle_, rows.data(), static_cast<int32_t>(rows.size()),
                              parameters.c_str(), &handle_),
        ErrorCode::kTraining, "taking rows of the training data");
  SetFields(label, weights);
}

void Dataset::Bin(Table const& features, std::vector<std::string> const& given,
                  std::string const& parameters, Dataset const* reference) {
  if (parameters.find("linear_tree=true") != std::string::npos) {
    for (auto const& column : features.columns) CheckLinear(column);
  }
  ArrowArrayStream stream = MakeStream(features);
  DatasetHandle const bins = reference == nullptr ? nullptr : reference->handle_;
  Check(LGBM_DatasetCreateFromArrowStream(&stream, parameters.c_str(), bins, &handle_),
        ErrorCode::kTraining, "binning the training data");
  rows_ = features.rows;
  try {
    std::vector<char const*> names;
    if (given.empty()) {
      for (auto const& column : features.columns) names.push_back(column.name.c_str());
    } else {
      for (auto const& name : given) names.push_back(name.c_str());
    }
    Require(names.size() == features.columns.size(), "names must be one per feature");
    Check(LGBM_DatasetSetFeatureNames(handle_, names.data(), static_cast<int>(names.size())),
          ErrorCode::kTraining, "naming the features");
  } catch (...) {
    LGBM_DatasetFree(handle_);
    throw;
  }
}

void Dataset::SetFields(std::vector<float> const& label, std::vector<float> const& weights) {
  try {
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
