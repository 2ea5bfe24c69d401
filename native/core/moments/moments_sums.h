// The working state of moments.cpp: mergeable sums, and the reader that adds a block of rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/column.h"
#include "core/moments/moments_block.h"

namespace winback::stats {

// Moments of one group, means relative to MomentsPlan::origin.
struct GroupSums {
  int64_t rows = 0;
  int64_t skipped = 0;
  std::vector<double> mean;      // k
  std::vector<double> comoment;  // k (k + 1) / 2: row by row of the upper triangle

  explicit GroupSums(size_t k) : mean(k, 0.0), comoment(k * (k + 1) / 2, 0.0) {}

  // Adds `n` > 0 rows with these means and co-moments (Chan, Golub and LeVeque, 1979).
  void Merge(int64_t n, double const* other_mean, double const* other_comoment);
};

struct TableSums {
  std::vector<GroupSums> groups;
  int64_t ungrouped = 0;

  TableSums(size_t k, int64_t group_count)
      : groups(static_cast<size_t>(group_count), GroupSums(k)) {}
  void Merge(TableSums const& other);
};

struct MomentsPlan {
  size_t columns;  // the first so many of the table; the group, if any, follows
  int64_t groups;
  bool grouped;
  std::vector<double> origin;
};

class MaskedReader;

// Adds blocks of one chunk. One or two float64 columns without nulls are summed where they lie; one
// or two groups of anything by MaskedReader; everything else goes through a buffer that is ordered
// by group.
class BlockReader {
 public:
  // `first_row` is the table's row of the chunk's row 0, for messages.
  BlockReader(Table const& table, MomentsPlan const& plan, size_t chunk, int64_t first_row);
  ~BlockReader();

  // Rows [begin, end) of the chunk.
  void Add(int64_t begin, int64_t end, TableSums& into);

 private:
  bool AddInPlace(int64_t begin, int64_t end, TableSums& into);
  bool AddMasked(int64_t begin, int64_t end, TableSums& into);
  uint8_t const* GroupBytes(int64_t begin, int64_t end);
  void AddBuffered(int64_t begin, int64_t end, TableSums& into);
  void ReadCodes(int64_t begin, int64_t end, TableSums& into);
  void ReadColumn(size_t column, int64_t begin, int64_t end);
  void OrderByGroup(TableSums& into);
  void AddRun(size_t group, size_t begin, size_t end, TableSums& into);
  [[noreturn]] void Fail(size_t column, size_t row_in_block, char const* what) const;

  Table const& table_;
  MomentsPlan const& plan_;
  size_t chunk_;
  int64_t first_row_;
  int64_t block_begin_ = 0;
  bool in_place_;
  BlockKernels const& kernels_;
  std::unique_ptr<MaskedReader> masked_;  // made when first needed
  std::vector<int32_t> codes_;            // group per row of the block, -1 = in no sum
  std::vector<uint8_t> bytes_;            // as bytes, for kernels_
  std::vector<double> values_;            // k x kBlockRows, in row order
  std::vector<double> ordered_;           // the same, ordered by group
  std::vector<uint8_t> missing_;          // per row
  std::vector<uint32_t> place_;           // of each row in ordered_
  std::vector<uint32_t> group_rows_;      // per group, 0 outside OrderByGroup
  std::vector<int32_t> present_;          // groups of the block
  std::vector<double> shift_, mean_, comoment_;
};

}  // namespace winback::stats
