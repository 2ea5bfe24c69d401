#include "core/moments/moments.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/values.h"
#include "core/moments/moments_block.h"
#include "core/moments/moments_reader.h"

namespace winback::stats {
namespace {

constexpr int64_t kMaxGroups = 65'536;

// A run of rows inside one chunk that one thread sums.
struct Piece {
  size_t chunk;
  int64_t begin;
  int64_t end;
  int64_t first_row;  // of the table
};

std::vector<Piece> Pieces(Table const& table, int64_t rows_each) {
  std::vector<Piece> pieces;
  int64_t row = 0;
  for (size_t chunk = 0; chunk < table.chunk_lengths.size(); ++chunk) {
    int64_t const length = table.chunk_lengths[chunk];
    for (int64_t begin = 0; begin < length; begin += rows_each) {
      pieces.push_back({chunk, begin, std::min(length, begin + rows_each), row + begin});
    }
    row += length;
  }
  return pieces;
}

// A value near the column's first rows: means are kept relative to it while summing.
double Origin(Column const& column) {
  double sum = 0;
  int64_t count = 0;
  for (auto const& chunk : column.chunks) {
    for (int64_t row = 0; row < chunk.length && count < 1024; ++row) {
      double const value = ValueAt(chunk, row);
      if (!std::isfinite(value)) continue;
      sum += value;
      ++count;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

int64_t CountGroups(Column const& group) {
  double largest = 0;
  for (auto const& chunk : group.chunks) {
    WithReader(chunk, [&](auto read) {
      for (int64_t row = 0; row < chunk.length; ++row) {
        if (chunk.IsValid(row)) largest = std::max(largest, read(row));
      }
    });
  }
  Require(largest < kMaxGroups, "column \"" + group.name + "\" has more than 65,536 groups");
  return static_cast<int64_t>(largest) + 1;
}

GroupMoments Finished(GroupSums const& sums, std::vector<double> const& origin) {
  size_t const k = origin.size();
  GroupMoments moments;
  moments.rows = sums.rows;
  moments.skipped = sums.skipped;
  moments.means.resize(k);
  moments.comoments.resize(k * k);
  for (size_t i = 0; i < k; ++i) moments.means[i] = origin[i] + sums.mean[i];
  for (size_t i = 0, at = 0; i < k; ++i) {
    for (size_t j = i; j < k; ++j, ++at) {
      moments.comoments[i * k + j] = moments.comoments[j * k + i] = sums.comoment[at];
    }
  }
  return moments;
}

// Pieces share memory for groups x pairs of columns: few groups make small pieces that balance
// well, many groups make large ones. Fixed by the input alone, never by the threads.
int64_t RowsPerPiece(int64_t rows, int64_t groups, size_t columns) {
  int64_t const doubles = groups * static_cast<int64_t>((columns + 1) * (columns + 2) / 2);
  constexpr int64_t kDoublesInAll = 8 << 20;
  int64_t const pieces = std::clamp<int64_t>(kDoublesInAll / doubles, 1, 1024);
  int64_t const blocks = (rows / pieces + kBlockRows) / kBlockRows;
  return std::max<int64_t>(blocks, 16) * kBlockRows;
}

}  // namespace

void GroupSums::Merge(int64_t n, double const* other_mean, double const* other_comoment) {
  int64_t const before = rows;
  rows += n;
  double const share = static_cast<double>(n) / static_cast<double>(rows);
  double const weight = static_cast<double>(before) * share;
  size_t const k = mean.size();
  for (size_t i = 0, at = 0; i < k; ++i) {
    double const di = (other_mean[i] - mean[i]) * weight;
    for (size_t j = i; j < k; ++j, ++at) {
      comoment[at] += other_comoment[at] + di * (other_mean[j] - mean[j]);
    }
  }
  for (size_t i = 0; i < k; ++i) mean[i] += (other_mean[i] - mean[i]) * share;
}

void TableSums::Merge(TableSums const& other) {
  ungrouped += other.ungrouped;
  for (size_t g = 0; g < groups.size(); ++g) {
    auto const& from = other.groups[g];
    groups[g].skipped += from.skipped;
    if (from.rows > 0) groups[g].Merge(from.rows, from.mean.data(), from.comoment.data());
  }
}

Moments ColumnMoments(std::vector<Column> columns, std::optional<Column> const& group,
                      int64_t groups, int threads, StopToken const* stop) {
  Require(!columns.empty() && columns.size() <= 1024, "moments need 1 to 1024 columns");
  Require(groups >= 0 && groups <= kMaxGroups, "moments take at most 65,536 groups");
  size_t const k = columns.size();
  if (!group) groups = 1;
  if (groups == 0) groups = CountGroups(*group);
  if (group) columns.push_back(*group);
  Table const table = Aligned(std::move(columns));
  MomentsPlan plan{k, groups, group.has_value(), {}};
  for (size_t i = 0; i < k; ++i) plan.origin.push_back(Origin(table.columns[i]));
  auto const pieces = Pieces(table, RowsPerPiece(table.rows, groups, k));
  std::vector<TableSums> sums(pieces.size(), TableSums(0, 0));
  ParallelFor(static_cast<int64_t>(pieces.size()), threads, [&](int64_t task) {
    CheckStop(stop);
    auto const& piece = pieces[static_cast<size_t>(task)];
    BlockReader reader(table, plan, piece.chunk, piece.first_row - piece.begin);
    TableSums& into = sums[static_cast<size_t>(task)] = TableSums(k, groups);
    for (int64_t row = piece.begin; row < piece.end; row += kInPlaceRows) {
      reader.Add(row, std::min(piece.end, row + kInPlaceRows), into);
    }
  });
  TableSums total(k, groups);
  for (auto const& part : sums) total.Merge(part);
  Moments moments;
  moments.ungrouped = total.ungrouped;
  for (auto const& sum : total.groups) moments.groups.push_back(Finished(sum, plan.origin));
  return moments;
}

GroupMoments Merge(GroupMoments const& a, GroupMoments const& b) {
  Require(a.means.size() == b.means.size(), "moments of different columns cannot be merged");
  size_t const k = a.means.size();
  GroupMoments merged = a;
  merged.rows += b.rows;
  merged.skipped += b.skipped;
  if (b.rows == 0) return merged;
  double const share = static_cast<double>(b.rows) / static_cast<double>(merged.rows);
  double const weight = static_cast<double>(a.rows) * share;
  for (size_t i = 0; i < k; ++i) {
    double const di = b.means[i] - a.means[i];
    merged.means[i] = a.means[i] + di * share;
    for (size_t j = 0; j < k; ++j) {
      merged.comoments[i * k + j] +=
          b.comoments[i * k + j] + di * (b.means[j] - a.means[j]) * weight;
    }
  }
  return merged;
}

}  // namespace winback::stats
