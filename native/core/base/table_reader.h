// Blocks of a table's columns as doubles, in place where they already are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"

namespace winback {

class TableReader {
 public:
  // Keeps a reference to `table`.
  explicit TableReader(Table const& table);

  // `rows` values of a column from row `first` on, followed by zeros up to `padded` >= rows. Null
  // is NaN. The result points into the table when it holds that very run of float64 without nulls
  // and nothing is padded, else into `buffer` (room for `padded` values).
  double const* Read(size_t column, int64_t first, int64_t rows, int64_t padded,
                     double* buffer) const;

  // The bytes that hold `rows` values of a column from row `first` on, as far as they lie in one
  // chunk; none for bits.
  std::span<std::byte const> BytesOf(size_t column, int64_t first, int64_t rows) const;

  // Rows [first, first + rows) row-major into `out`, one value per column.
  void ReadRows(int64_t first, int64_t rows, double* out) const;

 private:
  size_t ChunkOf(int64_t row) const;

  Table const& table_;
  std::vector<int64_t> first_row_;  // of each chunk
};

}  // namespace winback
