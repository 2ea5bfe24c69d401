// The reference scorer: every model, one row at a time, plainly. Every faster path must give the
// same bits, and this one gives those of the library that made the model: LightGBM's
// (include/LightGBM/tree.h and gbdt_prediction.cpp), and by Forest::rules those of others.
#pragma once

#include <cmath>

#include "core/forest/model/tree.h"

namespace winback::forest {

// What LightGBM's dense predictor makes of a value before any split sees it: 0 when |value| <=
// 1e-35 (c_api.cpp drops such values from the row).
inline double Flushed(double value) { return std::abs(value) <= kZeroThreshold ? 0.0 : value; }

// The same where the rules ask for it.
inline double Flushed(Rules const& rules, double value) {
  return rules.zero_band ? Flushed(value) : value;
}

// A value above this is a category.
inline double BelowCategories(Rules const& rules) {
  return rules.float_categories ? -5e-324 : -1.0;
}

// The category a double stands for, truncated toward zero; -1 for NaN, values that are none by the
// rules, and values from 2^31 on, none of which is in any set.
inline int32_t CategoryOf(Rules const& rules, double value) {
  double const read = rules.float_categories ? double{static_cast<float>(value)} : value;
  return read > BelowCategories(rules) && read < 2147483648.0 ? static_cast<int32_t>(read) : -1;
}

// Whether `category` is in the node's set.
inline bool InSet(Tree const& tree, Node const& node, int32_t category) {
  if (category < 0 || (category >> 5) >= node.set_words) return false;
  uint32_t const word = tree.category_bits[static_cast<size_t>(node.set_begin + (category >> 5))];
  return ((word >> (category & 31)) & 1) != 0;
}

// Whether a row whose feature has this value goes left. Any double is fine, NaN = missing.
inline bool GoesLeft(Rules const& rules, Tree const& tree, Node const& node, double value) {
  if (node.categorical) {
    if (std::isnan(value)) return node.missing == MissingKind::kNan && node.default_left;
    return InSet(tree, node, CategoryOf(rules, value));
  }
  if (std::isnan(value)) {
    if (node.missing != MissingKind::kNone) return node.default_left;
    return 0.0 <= node.threshold;
  }
  double const flushed = Flushed(rules, value);
  if (node.missing == MissingKind::kZero && flushed == 0.0) return node.default_left;
  return flushed <= node.threshold;
}

// The leaf a row falls into: LightGBM's pred_leaf. `row` holds one value per feature of the forest.
int32_t LeafOf(Rules const& rules, Tree const& tree, double const* row);

// What a tree adds to the score of a row in `leaf`.
double LeafOutput(Tree const& tree, int32_t leaf, double const* row);

// One more leaf on a sum. A sum of two float32 in double, rounded to float32, is their float32 sum:
// a double holds more than twice their digits.
inline double AddLeaf(Rules const& rules, double sum, double leaf) {
  return rules.float_sums ? double{static_cast<float>(sum + leaf)} : sum + leaf;
}

// Scales sums and adds the bias, in place, row-major: raw scores. Nothing for most forests.
void FinishSums(Forest const& forest, double* scores, int64_t rows = 1);

// Sums the trees of `range` into out[classes], in model order, and unless `raw` averages (random
// forests) and transforms, as the library's predict does; raw scores are never averaged.
void ScoreRowScalar(Forest const& forest, Iterations range, bool raw, double const* row,
                    double* out);

// The same for `rows` rows, row-major in and out. Trees outside, rows inside: each tree is read
// from memory once, and every row still adds its trees in model order.
void ScoreRowsScalar(Forest const& forest, Iterations range, bool raw, double const* values,
                     int64_t rows, double* out);

// Averages (random forests, over `iterations`) and transforms raw scores in place, row-major.
void FinishScores(Forest const& forest, int32_t iterations, double* scores, int64_t rows = 1);

}  // namespace winback::forest
