// Moments of one or two groups over any columns, nulls included: rows are chosen by bits, values
// are read where they lie (float64) or converted (every other type).
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/column.h"
#include "core/moments/moments_sums.h"

namespace winback::stats {

class MaskedReader {
 public:
  static constexpr int64_t kRows = 1024;  // at a time: a few columns of them stay in the cache

  // At most two groups.
  MaskedReader(Table const& table, MomentsPlan const& plan, size_t chunk);

  // Up to kRows rows of the chunk. False, with nothing added, when a sum of squares is not finite
  // or a code is none: the caller then reads row by row and says which.
  bool Add(int64_t begin, int64_t end, TableSums& into);

 private:
  using Words = std::vector<uint64_t>;

  // One group's sums about the shifts.
  struct Part {
    int64_t rows = 0;
    int64_t skipped = 0;
    std::vector<double> shift, sum, product;  // product: row by row of the lower triangle
  };

  double const* Values(size_t column, int64_t begin, int64_t end);
  bool ReadBytes(ColumnChunk const& chunk, int64_t begin, int64_t end);
  bool ReadCodes(int64_t begin, int64_t end);
  void FindPresent(int64_t begin, int64_t end);
  bool SumGroups(int64_t rows);
  bool SumGroup(int group, int64_t rows);
  // products_[j] = column times column j, for j up to it.
  void MultiplyWithEarlier(size_t column, int64_t rows);
  void Merge(Part const& part, GroupSums& into);

  Table const& table_;
  MomentsPlan const& plan_;
  size_t chunk_;
  std::vector<double const*> values_;            // per column, row 0 of the block
  std::vector<std::vector<double>> converted_;   // per column, of other types
  std::vector<std::vector<double>> centered_;    // per column
  std::vector<double const*> centered_columns_;  // their data
  std::vector<uint8_t> bytes_;                   // group codes
  Words present_;                                // rows with every value
  Words member_[2];                              // rows of each group
  Words chosen_;                                 // rows of the group being summed
  Part part_[2];
  std::vector<double> products_, mean_, comoment_;
};

}  // namespace winback::stats
