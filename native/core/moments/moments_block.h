// The innermost loops of moments.cpp over one block of float64 rows. All variants add in the same
// order (four interleaved lanes, then lane 0 + 1 + 2 + 3), so every CPU gives the same bits.
#pragma once

#include <cstdint>

namespace winback::stats {

// Rows that are copied into a buffer at a time.
constexpr int64_t kBlockRows = 4096;
// Rows that are summed about one pilot where they lie: enough that starting over costs nothing.
constexpr int64_t kInPlaceRows = 4 * kBlockRows;

// A group code as a byte; 2 for what is neither group 0 nor group 1.
inline uint8_t CodeByte(double value) {
  return value == 0 ? uint8_t{0} : value == 1 ? uint8_t{1} : uint8_t{2};
}

// Sums about `shift` of up to two columns for groups 0 and 1.
struct BlockSums {
  int64_t rows[2] = {0, 0};
  double sum[2][2] = {};      // [group][column]
  double product[2][3] = {};  // [group][xx, xy, yy]; one column uses xx only
  bool codes_fit = true;      // every group code was 0 or 1
};

struct BlockKernels {
  // One block: `x`, and `y` unless null, of `rows` rows; `group` holds 0 or 1 per row, or is null
  // for one group.
  void (*sum)(double const* x, double const* y, uint8_t const* group, int64_t rows,
              double const* shift, BlockSums& out);
};

extern BlockKernels const kBlockScalar;
extern BlockKernels const kBlockAvx2;

BlockKernels const& ActiveBlockKernels();

}  // namespace winback::stats
