// The values of one chunk's rows until they are written into a table, column by column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::events {

// Memory of one column; `validity` has a bit a row, or is null where no value is ever missing.
struct ColumnMemory {
  void* values = nullptr;
  uint8_t* validity = nullptr;
};

class ColumnBuffer {
 public:
  // `rows`: at most so many at a time.
  ColumnBuffer(size_t columns, size_t rows);

  // `bits`: of the whole number, or of the double.
  void Set(size_t column, size_t row, int64_t bits, bool present) {
    values_[column * rows_ + row] = bits;
    missing_[column * words_ + (row >> 6)] |= uint64_t{!present} << (row & 63);
  }
  // Writes the first `count` rows of a column into a table from row `first` on, and forgets which
  // are missing. Returns how many are. A narrow column has bytes, others have 8 of them a value.
  // Other threads may write the rows before and behind.
  int64_t Write(size_t column, bool narrow, ColumnMemory const& memory, int64_t first,
                size_t count);

 private:
  void MarkMissing(std::span<uint64_t const> missing, ColumnMemory const& memory, int64_t first,
                   size_t count) const;

  size_t rows_;
  size_t words_;
  std::vector<int64_t> values_;
  std::vector<uint64_t> missing_;  // bit a row
};

}  // namespace winback::events
