// The grid of a column: some of its values, ascending. Rows lie at a value or between two.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"

namespace winback::drift {

// Rows of a column by the cells of a grid of m values.
struct Cells {
  std::vector<double> equal;    // m: rows with exactly this value
  std::vector<double> between;  // m + 1: rows below the first value, between two, above the last
  // m + 1: sum of (x - base) over the rows of `between`; base is the value below, or the first
  // value for the rows below all.
  std::vector<double> excess;
  int64_t missing = 0;   // null or NaN
  int64_t infinite = 0;  // in no cell
};

// What a profile keeps of a column of numbers.
struct Summary {
  std::vector<double> grid;   // strictly ascending; empty when no row has a finite value
  std::vector<double> edges;  // deciles (type 7), equal ones merged; all of them stand in the grid
  Cells cells;
  bool exact = false;  // every distinct value stands in the grid
  double mean = 0;     // of the finite values; 0 without any
  double sd = 0;       // with n - 1; 0 below two values
};

// At most this many distinct values are all kept; of more, the quantiles k / kSteps.
inline constexpr size_t kSteps = 4096;

Summary Summarise(Column const& column);

}  // namespace winback::drift
