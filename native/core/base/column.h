// A borrowed view of Arrow columns: pointers into buffers that someone else keeps alive.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace winback {

enum class ColumnType : uint8_t {
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kInt64,
  kUint64,
  kFloat32,
  kFloat64,
  kBool,  // one bit per row
};

// Bytes per value; 0 for kBool, which is bit-packed.
constexpr int64_t ByteWidth(ColumnType type) {
  switch (type) {
    case ColumnType::kInt8:
    case ColumnType::kUint8:
      return 1;
    case ColumnType::kInt16:
    case ColumnType::kUint16:
      return 2;
    case ColumnType::kInt32:
    case ColumnType::kUint32:
    case ColumnType::kFloat32:
      return 4;
    case ColumnType::kInt64:
    case ColumnType::kUint64:
    case ColumnType::kFloat64:
      return 8;
    case ColumnType::kBool:
      return 0;
  }
  return 0;
}

// One contiguous run of rows of one column.
struct ColumnChunk {
  ColumnType type = ColumnType::kFloat64;
  // Row 0 of the chunk for byte-wide types. For kBool the whole bitmap: row 0 is bit `bit_offset`.
  void const* values = nullptr;
  uint8_t const* validity = nullptr;  // bit (bit_offset + row), 1 = present; null = all present
  int64_t bit_offset = 0;             // rows into `validity` (and into `values` of kBool)
  int64_t length = 0;                 // rows

  bool IsValid(int64_t row) const {
    if (validity == nullptr) return true;
    int64_t const bit = bit_offset + row;
    return ((validity[bit >> 3] >> (bit & 7)) & 1) != 0;
  }
};

// `chunks` follow each other; their lengths add up to the table's rows.
struct Column {
  std::string name;
  bool categorical = false;  // values are category codes (>= 0), not quantities
  std::vector<ColumnChunk> chunks;
};

// Every column has the same chunk lengths, so that chunk k of all columns are the same rows.
struct Table {
  std::vector<Column> columns;
  std::vector<int64_t> chunk_lengths;
  int64_t rows = 0;
};

template <class T>
double RawValue(ColumnChunk const& chunk, int64_t row) {
  return static_cast<double>(static_cast<T const*>(chunk.values)[row]);
}

// The value of one row as a double; NaN where it is null. For edges and tests: hot loops
// specialise on the type instead.
inline double ValueAt(ColumnChunk const& chunk, int64_t row) {
  if (!chunk.IsValid(row)) return std::numeric_limits<double>::quiet_NaN();
  switch (chunk.type) {
    case ColumnType::kInt8:
      return RawValue<int8_t>(chunk, row);
    case ColumnType::kUint8:
      return RawValue<uint8_t>(chunk, row);
    case ColumnType::kInt16:
      return RawValue<int16_t>(chunk, row);
    case ColumnType::kUint16:
      return RawValue<uint16_t>(chunk, row);
    case ColumnType::kInt32:
      return RawValue<int32_t>(chunk, row);
    case ColumnType::kUint32:
      return RawValue<uint32_t>(chunk, row);
    case ColumnType::kInt64:
      return RawValue<int64_t>(chunk, row);
    case ColumnType::kUint64:
      return RawValue<uint64_t>(chunk, row);
    case ColumnType::kFloat32:
      return RawValue<float>(chunk, row);
    case ColumnType::kFloat64:
      return RawValue<double>(chunk, row);
    case ColumnType::kBool: {
      int64_t const bit = chunk.bit_offset + row;
      return (static_cast<uint8_t const*>(chunk.values)[bit >> 3] >> (bit & 7)) & 1;
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace winback
