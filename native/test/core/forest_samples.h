// Random forests and a writer of LightGBM's text format, for tests of the forest room.
#pragma once

#include <cstdint>
#include <string>

#include "core/forest/model/tree.h"

namespace winback::test {

struct SampleOptions {
  int32_t features = 6;
  int32_t categorical = 2;  // the last ones
  int32_t trees = 12;
  int32_t leaves = 20;
  int32_t classes = 1;
  int32_t thresholds = 40;  // distinct values per feature
  int32_t categories = 50;  // codes 0..n-1
  bool linear = false;
  bool average = false;
  bool chain = false;  // every split on the deepest leaf: as deep as it has leaves
  forest::TransformKind transform = forest::TransformKind::kSigmoid;
};

// Splits, directions, missing kinds and leaves drawn at random; some trees have a single leaf. The
// forest passes CheckForest.
forest::Forest RandomForest(uint64_t seed, SampleOptions const& options);

// The forest as LightGBM writes one (save_model).
std::string ModelText(forest::Forest const& forest);

}  // namespace winback::test
