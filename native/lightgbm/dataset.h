// RAII over LightGBM's Dataset: the binned training data.
#pragma once

#include <string>
#include <vector>

#include "core/base/column.h"

namespace winback::lightgbm {

// What a model is trained or validated on. Borrowed: see core/base/column.h.
struct TrainingData {
  Table features;
  Column label;
  Column weight;  // no chunks = every row counts 1
  // What LightGBM calls the features; empty: as their columns, whose names errors tell.
  std::vector<std::string> names = {};
};

// What the label may hold.
enum class LabelRule {
  kFinite,   // any finite number
  kBinary,   // 0 or 1, both present
  kClasses,  // whole numbers 0 .. classes - 1, each present
  kPositive,
  kNonNegative,
  kShare,  // from 0 to 1
};

class Dataset {
 public:
  // Bins `data` with LightGBM's `parameters` ("key=value ..."); a validation set takes the bins of
  // its training set in `reference`. Throws kBadInput for data LightGBM would misread or die of:
  // no rows, no columns, more than 2^31 - 1 rows, category codes out of range, labels against
  // `rule`, NaN or negative weights. O(rows * columns).
  Dataset(TrainingData const& data, LabelRule rule, int classes, std::string const& parameters,
          Dataset const* reference);
  ~Dataset();
  Dataset(Dataset const&) = delete;
  Dataset& operator=(Dataset const&) = delete;

  void* handle() const { return handle_; }

 private:
  void SetField(char const* field, std::vector<float> const& values);

  void* handle_ = nullptr;
};

// Throws kBadInput unless every column can be handed to LightGBM (codes of categorical columns are
// whole numbers in [0, kMaxCategory] or null, or negative for "unknown").
void CheckFeatures(Table const& features);

// LightGBM keeps a bitset as long as the largest code of each split.
constexpr int64_t kMaxCategory = 1'000'000;

}  // namespace winback::lightgbm
