// The columns a linear model sees: standardised numbers, one column per category, and one for
// "missing" per feature. Rows are made block by block, so the design is never held whole.
#pragma once

#include <span>
#include <vector>

#include "core/base/column.h"

namespace winback::logistic {

// Numbers become (x - mean) / scale, missing ones 0 with the feature's missing column 1.
// A category becomes 1 in its own column; an unknown one (negative code) or a missing one the
// missing column. Numeric columns: [value, missing]. Categorical: [missing, category 0, 1, ...].
struct Feature {
  bool categorical = false;
  int categories = 0;
  double mean = 0;
  double scale = 1;  // standard deviation of the present values; 1 for a constant
  int first = 0;     // its first design column
};

struct Design {
  std::vector<Feature> features;
  int columns = 0;  // without the intercept
};

// Rows [start, start + length) of one chunk, the unit of work.
struct Block {
  size_t chunk;
  int64_t start;
  int64_t length;
};

constexpr int64_t kBlockRows = 512;

std::vector<Block> BlocksOf(Table const& table);

// Measures means and scales; `categories[f]` is the number of codes of feature f, 0 for a numeric
// one. Throws kBadInput at the first infinite value, naming column and row (from 1).
Design MeasureDesign(Table const& table, std::span<int const> categories);

// Lays out features whose means and scales are known.
Design LayOut(std::vector<Feature> features);

// Writes the design of one block, row-major, block.length x design.columns, into `out`.
// Throws kBadInput at an infinite value.
void FillBlock(Table const& table, Design const& design, Block const& block, std::span<double> out);

}  // namespace winback::logistic
