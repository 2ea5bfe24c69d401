#include "core/base/values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/stop_token.h"

namespace winback::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Rows [begin, begin + length) of a chunk.
ColumnChunk Slice(ColumnChunk chunk, int64_t begin, int64_t length) {
  chunk.values = static_cast<uint8_t const*>(chunk.values) + begin * ByteWidth(chunk.type);
  chunk.bit_offset += begin;
  chunk.length = length;
  return chunk;
}

std::string RowText(Column const& column, size_t row) {
  return "column \"" + column.name + "\", row " + std::to_string(row + 1);
}

std::vector<int64_t> ChunkEnds(std::vector<Column> const& columns) {
  std::vector<int64_t> ends;
  for (auto const& column : columns) {
    int64_t end = 0;
    for (auto const& chunk : column.chunks) ends.push_back(end += chunk.length);
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  if (!ends.empty() && ends.front() == 0) ends.erase(ends.begin());
  return ends;
}

// `column` with its chunks cut at `ends`, which contains every end of its own.
Column CutAt(Column const& column, std::vector<int64_t> const& ends) {
  Column cut{column.name, column.categorical, {}};
  size_t next = 0;
  int64_t row = 0;
  for (auto const& chunk : column.chunks) {
    int64_t const first = row;
    int64_t const last = first + chunk.length;
    for (; next < ends.size() && ends[next] <= last; ++next) {
      cut.chunks.push_back(Slice(chunk, row - first, ends[next] - row));
      row = ends[next];
    }
  }
  return cut;
}

}  // namespace

int64_t RowsOf(Column const& column) {
  int64_t rows = 0;
  for (auto const& chunk : column.chunks) rows += chunk.length;
  return rows;
}

void RequireSameRows(Column const& a, Column const& b) {
  Require(RowsOf(a) == RowsOf(b), "column \"" + a.name + "\" has " + std::to_string(RowsOf(a)) +
                                      " rows, column \"" + b.name + "\" has " +
                                      std::to_string(RowsOf(b)));
}

void ReadRows(ColumnChunk const& chunk, int64_t begin, int64_t end, double* out) {
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) out[row - begin] = read(row);
  });
  if (chunk.validity == nullptr) return;
  for (int64_t row = begin; row < end; ++row) {
    if (!chunk.IsValid(row)) out[row - begin] = kNan;
  }
}

std::vector<double> Values(Column const& column) {
  std::vector<double> out(static_cast<size_t>(RowsOf(column)));
  double* next = out.data();
  for (auto const& chunk : column.chunks) {
    InPieces(static_cast<size_t>(chunk.length), [&](size_t begin, size_t end) {
      ReadRows(chunk, static_cast<int64_t>(begin), static_cast<int64_t>(end), next + begin);
    });
    next += chunk.length;
  }
  return out;
}

std::vector<double> PresentValues(Column const& column, bool allow_infinite) {
  auto values = Values(column);
  for (size_t row = 0; row < values.size(); ++row) {
    bool const ok = allow_infinite ? !std::isnan(values[row]) : std::isfinite(values[row]);
    if (!ok) {
      char const* what = std::isnan(values[row]) ? " is missing" : " is infinite";
      throw Error(ErrorCode::kBadInput, RowText(column, row) + what);
    }
  }
  return values;
}

std::vector<uint8_t> BinaryLabels(Column const& column) {
  auto const values = Values(column);
  std::vector<uint8_t> labels(values.size());
  for (size_t row = 0; row < values.size(); ++row) {
    if (values[row] != 0 && values[row] != 1) {
      throw Error(ErrorCode::kBadInput,
                  RowText(column, row) + ": a label must be 0 or 1, got " +
                      (std::isnan(values[row]) ? std::string("a missing value")
                                               : std::to_string(values[row])));
    }
    labels[row] = values[row] == 1;
  }
  return labels;
}

Table Aligned(std::vector<Column> columns) {
  Table table;
  if (columns.empty()) return table;
  table.rows = RowsOf(columns.front());
  for (auto const& column : columns) {
    Require(RowsOf(column) == table.rows,
            "column \"" + column.name + "\" has " + std::to_string(RowsOf(column)) +
                " rows, column \"" + columns.front().name + "\" has " + std::to_string(table.rows));
  }
  auto const ends = ChunkEnds(columns);
  for (auto const& column : columns) table.columns.push_back(CutAt(column, ends));
  for (size_t k = 0; k < ends.size(); ++k) {
    table.chunk_lengths.push_back(ends[k] - (k == 0 ? 0 : ends[k - 1]));
  }
  return table;
}

}  // namespace winback::stats
