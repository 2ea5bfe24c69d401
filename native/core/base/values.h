// Reads whole Arrow columns into plain vectors, for kernels that reorder rows anyway.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/column.h"

namespace winback::stats {

// Every row as a double; NaN where it is null.
std::vector<double> Values(Column const& column);

// Rows [begin, end) of a chunk as doubles, NaN where they are null.
void ReadRows(ColumnChunk const& chunk, int64_t begin, int64_t end, double* out);

// Values, for kernels that take no missing value: throws kBadInput naming the first row that is
// null or NaN, or (unless `allow_infinite`) infinite.
std::vector<double> PresentValues(Column const& column, bool allow_infinite = false);

// 0 or 1 per row. Throws kBadInput naming the first row that is anything else.
std::vector<uint8_t> BinaryLabels(Column const& column);

// The columns as one table: chunks are cut, without copying a value, where any column's chunks end.
// Throws kBadInput when the columns differ in rows.
Table Aligned(std::vector<Column> columns);

int64_t RowsOf(Column const& column);

// Throws kBadInput naming both columns where they differ in rows.
void RequireSameRows(Column const& a, Column const& b);

// Calls fn(read) with `read(row) -> double` for the chunk's type; nulls are the caller's to skip.
template <class Fn>
void WithReader(ColumnChunk const& chunk, Fn&& fn) {
  switch (chunk.type) {
    case ColumnType::kInt8:
      return fn([&](int64_t row) { return RawValue<int8_t>(chunk, row); });
    case ColumnType::kUint8:
      return fn([&](int64_t row) { return RawValue<uint8_t>(chunk, row); });
    case ColumnType::kInt16:
      return fn([&](int64_t row) { return RawValue<int16_t>(chunk, row); });
    case ColumnType::kUint16:
      return fn([&](int64_t row) { return RawValue<uint16_t>(chunk, row); });
    case ColumnType::kInt32:
      return fn([&](int64_t row) { return RawValue<int32_t>(chunk, row); });
    case ColumnType::kUint32:
      return fn([&](int64_t row) { return RawValue<uint32_t>(chunk, row); });
    case ColumnType::kInt64:
      return fn([&](int64_t row) { return RawValue<int64_t>(chunk, row); });
    case ColumnType::kUint64:
      return fn([&](int64_t row) { return RawValue<uint64_t>(chunk, row); });
    case ColumnType::kFloat32:
      return fn([&](int64_t row) { return RawValue<float>(chunk, row); });
    case ColumnType::kFloat64:
      return fn([&](int64_t row) { return RawValue<double>(chunk, row); });
    case ColumnType::kBool:
      return fn([&](int64_t row) {
        int64_t const bit = chunk.bit_offset + row;
        auto const* bits = static_cast<uint8_t const*>(chunk.values);
        return static_cast<double>((bits[bit >> 3] >> (bit & 7)) & 1);
      });
  }
}

}  // namespace winback::stats
