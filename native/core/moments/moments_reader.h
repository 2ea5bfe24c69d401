// The reader that adds the blocks of one chunk, each by the quickest of three ways.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/moments/moments_block.h"
#include "core/moments/moments_buffered.h"
#include "core/moments/moments_masked.h"
#include "core/moments/moments_sums.h"

namespace winback::stats {

// One or two float64 columns without nulls are summed where they lie; one or two groups of anything
// by MaskedReader; everything else by BufferedReader.
class BlockReader {
 public:
  // `first_row` is the table's row of the chunk's row 0, for messages.
  BlockReader(Table const& table, MomentsPlan const& plan, size_t chunk, int64_t first_row);

  // Rows [begin, end) of the chunk.
  void Add(int64_t begin, int64_t end, TableSums& into);

 private:
  bool AddInPlace(int64_t begin, int64_t end, TableSums& into);
  bool AddMasked(int64_t begin, int64_t end, TableSums& into);
  uint8_t const* GroupBytes(int64_t begin, int64_t end);

  Table const& table_;
  MomentsPlan const& plan_;
  size_t chunk_;
  bool in_place_;
  BlockKernels const& kernels_;
  std::unique_ptr<MaskedReader> masked_;  // made when first needed
  BufferedReader buffered_;
  std::vector<uint8_t> bytes_;  // group codes, for kernels_
  std::vector<double> shift_, mean_, comoment_;
};

}  // namespace winback::stats
