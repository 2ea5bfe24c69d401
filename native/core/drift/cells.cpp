#include "core/drift/cells.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"
#include "core/drift/grid_index.h"

namespace winback::drift {
namespace {

constexpr int64_t kBlock = 4096;

// Where a column is cut depends on its rows alone, so that sums are added in the same order for any
// number of threads. Few parts: each has counts of its own.
int64_t PartRows(int64_t rows) {
  constexpr int64_t kLeast = int64_t{1} << 20;
  constexpr int64_t kMostParts = 64;
  return std::max(kLeast, (rows + kMostParts - 1) / kMostParts);
}

// Counts of one part: place 2k holds the rows between grid values k - 1 and k, place 2k + 1 those
// equal to value k. Of codes, place c holds the rows of code c.
struct Part {
  size_t column = 0;
  int64_t begin = 0;
  int64_t end = 0;
  std::vector<uint32_t> counts;
  std::vector<double> excess;
  int64_t missing = 0;
  int64_t infinite = 0;
};

// Calls fn(first row of the block, values) for the rows of a part, at most kBlock at a time; null
// is NaN.
template <class Fn>
void ForEachBlock(Column const& column, Part const& part, Fn&& fn) {
  std::vector<double> buffer(kBlock);
  int64_t first = 0;
  for (ColumnChunk const& chunk : column.chunks) {
    int64_t const end = std::min(part.end - first, chunk.length);
    for (int64_t row = std::max<int64_t>(part.begin - first, 0); row < end; row += kBlock) {
      CheckTaskStop();
      int64_t const stop = std::min(end, row + kBlock);
      bool const in_place = chunk.type == ColumnType::kFloat64 && chunk.validity == nullptr;
      double const* values = static_cast<double const*>(chunk.values) + (in_place ? row : 0);
      if (!in_place) {
        stats::ReadRows(chunk, row, stop, buffer.data());
        values = buffer.data();
      }
      fn(first + row, std::span<double const>(values, static_cast<size_t>(stop - row)));
    }
    first += chunk.length;
  }
}

template <bool kLogarithmic>
void CountBlock(GridIndex const& index, std::span<double const> values, Part& part) {
  for (double const value : values) {
    if (!std::isfinite(value)) {
      (std::isnan(value) ? part.missing : part.infinite) += 1;
      continue;
    }
    double const x = value + 0.0;  // -0 and 0 are one value
    size_t const at = index.AtMost<kLogarithmic>(x);
    double const below = index.Below(at);
    bool const equal = below == x && at > 0;
    part.counts[2 * at - (equal ? 1 : 0)] += 1;
    part.excess[at] += x - below;
  }
}

void CountNumbers(Counted const& counted, GridIndex const& index, Part& part) {
  part.counts.assign(2 * index.Size() + 1, 0);
  part.excess.assign(index.Size() + 1, 0);
  ForEachBlock(counted.column, part, [&](int64_t, std::span<double const> values) {
    if (index.Logarithmic()) {
      CountBlock<true>(index, values, part);
    } else {
      CountBlock<false>(index, values, part);
    }
  });
}

void CountCodes(Counted const& counted, Part& part) {
  part.counts.assign(static_cast<size_t>(counted.codes), 0);
  auto const codes = static_cast<double>(counted.codes);
  ForEachBlock(counted.column, part, [&](int64_t first, std::span<double const> values) {
    for (size_t i = 0; i < values.size(); ++i) {
      double const code = values[i];
      if (std::isnan(code)) {
        part.missing += 1;
        continue;
      }
      if (!(code >= 0 && code < codes))
        throw Error(ErrorCode::kBadInput, "column \"" + counted.column.name + "\", row " +
                                              std::to_string(first + static_cast<int64_t>(i) + 1) +
                                              ": a code that its dictionary does not have");
      part.counts[static_cast<size_t>(code)] += 1;
    }
  });
}

std::vector<Part> PartsOf(std::span<Counted const> columns) {
  std::vector<Part> parts;
  for (size_t c = 0; c < columns.size(); ++c) {
    int64_t const rows = stats::RowsOf(columns[c].column);
    // A dictionary of a million texts is counted in one part.
    int64_t const step = columns[c].codes > (1 << 16) ? std::max<int64_t>(rows, 1) : PartRows(rows);
    for (int64_t row = 0; row < rows; row += step)
      parts.push_back({c, row, std::min(rows, row + step), {}, {}, 0, 0});
  }
  return parts;
}

Cells Empty(Counted const& counted) {
  Cells cells;
  bool const numbers = counted.codes < 0;
  size_t const size = numbers ? counted.grid.size() : static_cast<size_t>(counted.codes);
  cells.equal.assign(size, 0);
  if (numbers) cells.between.assign(size + 1, 0);
  if (numbers) cells.excess.assign(size + 1, 0);
  return cells;
}

void Add(Part const& part, bool numbers, Cells& cells) {
  cells.missing += part.missing;
  cells.infinite += part.infinite;
  for (size_t i = 0; i < part.counts.size(); ++i) {
    if (!numbers) {
      cells.equal[i] += part.counts[i];
    } else if (i % 2 == 0) {
      cells.between[i / 2] += part.counts[i];
    } else {
      cells.equal[i / 2] += part.counts[i];
    }
  }
  for (size_t i = 0; i < part.excess.size(); ++i) cells.excess[i] += part.excess[i];
}

}  // namespace

std::vector<Cells> CountCells(std::span<Counted const> columns, int threads) {
  std::vector<GridIndex> indexes;
  std::vector<Cells> cells;
  for (Counted const& counted : columns) {
    Require(counted.grid.size() <= 65'000, "a grid has at most 65,000 values");
    indexes.emplace_back(counted.grid);
    cells.push_back(Empty(counted));
  }
  auto parts = PartsOf(columns);
  ParallelFor(static_cast<int64_t>(parts.size()), threads, [&](int64_t task) {
    Part& part = parts[static_cast<size_t>(task)];
    if (columns[part.column].codes < 0) {
      CountNumbers(columns[part.column], indexes[part.column], part);
    } else {
      CountCodes(columns[part.column], part);
    }
  });
  for (Part const& part : parts) Add(part, columns[part.column].codes < 0, cells[part.column]);
  return cells;
}

}  // namespace winback::drift
