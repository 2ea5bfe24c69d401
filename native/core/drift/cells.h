// Rows of many columns by the cells of their grids, or by their codes: one pass over each column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"
#include "core/drift/grid.h"

namespace winback::drift {

// A column to be counted. Codes are whole numbers in [0, codes).
struct Counted {
  Column column;
  std::vector<double> grid;  // strictly ascending, at most 65,000 values; not used for codes
  int64_t codes = -1;        // -1 = numbers
};

// Cells of each column, in order; of codes, `equal` has the rows of each. The same for any number
// of threads. Throws kBadInput naming column and row of a code that is none.
std::vector<Cells> CountCells(std::span<Counted const> columns, int threads);

}  // namespace winback::drift
