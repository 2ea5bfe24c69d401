#include "core/base/table_reader.h"

#include <algorithm>
#include <limits>

namespace winback {
namespace {

template <class T>
void Convert(ColumnChunk const& chunk, int64_t first, int64_t rows, double* out) {
  T const* const values = static_cast<T const*>(chunk.values) + first;
  for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<double>(values[i]);
}

void ConvertBits(ColumnChunk const& chunk, int64_t first, int64_t rows, double* out) {
  auto const* const bits = static_cast<uint8_t const*>(chunk.values);
  for (int64_t i = 0; i < rows; ++i) {
    int64_t const bit = chunk.bit_offset + first + i;
    out[i] = (bits[bit >> 3] >> (bit & 7)) & 1;
  }
}

void ConvertChunk(ColumnChunk const& chunk, int64_t first, int64_t rows, double* out) {
  switch (chunk.type) {
    case ColumnType::kInt8:
      return Convert<int8_t>(chunk, first, rows, out);
    case ColumnType::kUint8:
      return Convert<uint8_t>(chunk, first, rows, out);
    case ColumnType::kInt16:
      return Convert<int16_t>(chunk, first, rows, out);
    case ColumnType::kUint16:
      return Convert<uint16_t>(chunk, first, rows, out);
    case ColumnType::kInt32:
      return Convert<int32_t>(chunk, first, rows, out);
    case ColumnType::kUint32:
      return Convert<uint32_t>(chunk, first, rows, out);
    case ColumnType::kInt64:
      return Convert<int64_t>(chunk, first, rows, out);
    case ColumnType::kUint64:
      return Convert<uint64_t>(chunk, first, rows, out);
    case ColumnType::kFloat32:
      return Convert<float>(chunk, first, rows, out);
    case ColumnType::kFloat64:
      return Convert<double>(chunk, first, rows, out);
    case ColumnType::kBool:
      return ConvertBits(chunk, first, rows, out);
  }
}

void ReadChunk(ColumnChunk const& chunk, int64_t first, int64_t rows, double* out) {
  ConvertChunk(chunk, first, rows, out);
  if (chunk.validity == nullptr) return;
  for (int64_t i = 0; i < rows; ++i) {
    if (!chunk.IsValid(first + i)) out[i] = std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

TableReader::TableReader(Table const& table) : table_(table) {
  int64_t row = 0;
  for (int64_t const length : table.chunk_lengths) {
    first_row_.push_back(row);
    row += length;
  }
}

size_t TableReader::ChunkOf(int64_t row) const {
  auto const after = std::upper_bound(first_row_.begin(), first_row_.end(), row);
  return static_cast<size_t>(after - first_row_.begin()) - 1;
}

double const* TableReader::Read(size_t column, int64_t first, int64_t rows, int64_t padded,
                                double* buffer) const {
  auto const& chunks = table_.columns[column].chunks;
  size_t chunk = ChunkOf(first);
  int64_t at = first - first_row_[chunk];
  bool const in_place = chunks[chunk].type == ColumnType::kFloat64 &&
                        chunks[chunk].validity == nullptr && padded == rows &&
                        at + rows <= chunks[chunk].length;
  if (in_place) return static_cast<double const*>(chunks[chunk].values) + at;
  double* out = buffer;
  for (int64_t left = rows; left > 0; ++chunk, at = 0) {
    int64_t const here = std::min(left, chunks[chunk].length - at);
    ReadChunk(chunks[chunk], at, here, out);
    out += here;
    left -= here;
  }
  std::fill(out, buffer + padded, 0.0);
  return buffer;
}

std::span<std::byte const> TableReader::BytesOf(size_t column, int64_t first, int64_t rows) const {
  size_t const index = ChunkOf(first);
  ColumnChunk const& chunk = table_.columns[column].chunks[index];
  int64_t const at = first - first_row_[index];
  int64_t const width = ByteWidth(chunk.type);
  auto const here = static_cast<size_t>(std::min(rows, chunk.length - at) * width);
  return {static_cast<std::byte const*>(chunk.values) + at * width, here};
}

void TableReader::ReadRows(int64_t first, int64_t rows, double* out) const {
  std::vector<double> buffer(static_cast<size_t>(rows));
  size_t const columns = table_.columns.size();
  for (size_t column = 0; column < columns; ++column) {
    double const* const values = Read(column, first, rows, rows, buffer.data());
    for (int64_t i = 0; i < rows; ++i) out[static_cast<size_t>(i) * columns + column] = values[i];
  }
}

}  // namespace winback
