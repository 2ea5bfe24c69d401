// RAII over LightGBM's Dataset: the binned training data.
#pragma once

#include <string>
#include <vector>

#include "core/base/column.h"
#include "lightgbm/labels.h"

namespace winback::lightgbm {

// What a model is trained or validated on. Borrowed: see core/base/column.h.
struct TrainingData {
  Table features;
  Column label;
  Column weight;  // no chunks = every row counts 1
  // What LightGBM calls the features; empty: as their columns, whose names errors tell.
  std::vector<std::string> names = {};
};

// Rows of a table that is binned already, ascending and counted from 0. Label and weight have one
// entry for every row of that table.
struct RowsToLearn {
  std::vector<int32_t> rows;
  Column label;
  Column weight;  // no chunks = every row counts 1
};

class Dataset {
 public:
  // Bins `data` with LightGBM's `parameters` ("key=value ..."); a validation set takes the bins of
  // its training set in `reference`. Throws kBadInput for data LightGBM would misread or die of:
  // no rows, no columns, more than 2^31 - 1 rows, category codes out of range, labels against
  // `rule`, NaN or negative weights. O(rows * columns).
  Dataset(TrainingData const& data, LabelRule rule, int classes, std::string const& parameters,
          Dataset const* reference);
  // The bins of `features` alone, for trainings on some of their rows.
  Dataset(Table const& features, std::vector<std::string> const& names,
          std::string const& parameters);
  // Rows of `bins`, which are copied without being binned again. Many trainings may take rows of
  // the same bins beside each other.
  Dataset(Dataset const& bins, RowsToLearn const& rows, LabelRule rule,
          std::string const& parameters);
  ~Dataset();
  Dataset(Dataset const&) = delete;
  Dataset& operator=(Dataset const&) = delete;

  void* handle() const { return handle_; }
  int64_t rows() const { return rows_; }

 private:
  void Bin(Table const& features, std::vector<std::string> const& names,
           std::string const& parameters, Dataset const* reference);
  // Frees the handle where it fails.
  void SetFields(std::vector<float> const& label, std::vector<float> const& weights);
  void SetField(char const* field, std::vector<float> const& values);

  void* handle_ = nullptr;
  int64_t rows_ = 0;
};

// Throws kBadInput unless every column can be handed to LightGBM (codes of categorical columns are
// whole numbers in [0, kMaxCategory] or null, or negative for "unknown").
void CheckFeatures(Table const& features);

// LightGBM keeps a bitset as long as the largest code of each split.
constexpr int64_t kMaxCategory = 1'000'000;

}  // namespace winback::lightgbm
