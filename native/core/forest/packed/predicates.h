// Collects the distinct questions of a forest and numbers them (packed_forest.h).
#pragma once

#include <map>
#include <utility>

#include "core/forest/packed/packed_forest.h"

namespace winback::forest {

class Predicates {
 public:
  // Fills numeric and categorical features of `packed`, or its refusal.
  Predicates(Forest const& forest, PackedForest& packed);

  // The predicate "goes right" of a node; adds variants and sets as they appear.
  uint32_t Of(Tree const& tree, Node const& node);

 private:
  void AddNumeric(int32_t feature, std::vector<double>& thresholds, int missing);
  void AddCategorical(int32_t feature, std::vector<int32_t>& categories, bool nan_code);
  uint32_t NumericPredicate(Node const& node);
  uint32_t CategoricalPredicate(Tree const& tree, Node const& node);
  void Refuse(std::string const& why);

  PackedForest& packed_;
  std::vector<int32_t> numeric_of_;                               // feature -> index or -1
  std::vector<int32_t> categorical_of_;                           // feature -> index or -1
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> variant_of_;  // (predicate, direction)
  std::map<std::pair<uint32_t, std::vector<uint16_t>>, uint32_t> set_of_;
};

}  // namespace winback::forest
