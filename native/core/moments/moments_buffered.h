// Moments of any number of groups: the rows of a block are copied into a buffer that is ordered by
// group.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/column.h"
#include "core/moments/moments_block.h"
#include "core/moments/moments_sums.h"

namespace winback::stats {

class BufferedReader {
 public:
  // `first_row` is the table's row of the chunk's row 0, for messages.
  BufferedReader(Table const& table, MomentsPlan const& plan, size_t chunk, int64_t first_row);

  // Rows [begin, end) of the chunk, at most kBlockRows. Throws kBadInput naming column and row.
  void Add(int64_t begin, int64_t end, TableSums& into);

 private:
  void ReadCodes(int64_t begin, int64_t end, TableSums& into);
  void ReadColumn(size_t column, int64_t begin, int64_t end);
  void OrderByGroup(TableSums& into);
  void AddRun(size_t group, size_t begin, size_t end, TableSums& into);
  [[noreturn]] void Fail(size_t column, size_t row_in_block, char const* what) const;

  Table const& table_;
  MomentsPlan const& plan_;
  size_t chunk_;
  int64_t first_row_;
  int64_t begin_ = 0;                 // row of the chunk at which the block begins
  std::vector<int32_t> codes_;        // group per row of the block, -1 = in no sum
  std::vector<double> values_;        // k x kBlockRows, in row order
  std::vector<double> ordered_;       // the same, ordered by group
  std::vector<uint8_t> missing_;      // per row
  std::vector<uint32_t> place_;       // of each row in ordered_
  std::vector<uint32_t> group_rows_;  // per group, 0 outside OrderByGroup
  std::vector<int32_t> present_;      // groups of the block
  std::vector<double> shift_, mean_, comoment_;
};

}  // namespace winback::stats
