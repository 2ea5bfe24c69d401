#include "core/moments/moments_block.h"

#include "core/base/kernel_table.h"

namespace winback::stats {
namespace {

// The accumulators of one group, four lanes each: sums of x and y, then xx, xy, yy.
struct Lanes {
  double of[5][4] = {};

  void Add(int lane, double x, double y) {
    of[0][lane] += x;
    of[1][lane] += y;
    of[2][lane] += x * x;
    of[3][lane] += x * y;
    of[4][lane] += y * y;
  }
  double Total(int which) const {
    double const* lane = of[which];
    return ((lane[0] + lane[1]) + lane[2]) + lane[3];
  }
};

void SumBlock(double const* x, double const* y, uint8_t const* group, int64_t rows,
              double const* shift, BlockSums& out) {
  Lanes lanes[2];
  int64_t ones = 0;
  uint8_t all_codes = 0;
  for (int64_t row = 0; row < rows; ++row) {
    int const lane = static_cast<int>(row & 3);
    double const dx = x[row] - shift[0];
    double const dy = y == nullptr ? 0.0 : y[row] - shift[1];
    uint8_t const code = group == nullptr ? uint8_t{0} : group[row];
    all_codes = static_cast<uint8_t>(all_codes | code);
    bool const one = code != 0;
    ones += one;
    lanes[0].Add(lane, one ? 0.0 : dx, one ? 0.0 : dy);
    lanes[1].Add(lane, one ? dx : 0.0, one ? dy : 0.0);
  }
  for (int g = 0; g < 2; ++g) {
    for (int k = 0; k < 2; ++k) out.sum[g][k] = lanes[g].Total(k);
    for (int k = 0; k < 3; ++k) out.product[g][k] = lanes[g].Total(2 + k);
  }
  out.rows[0] = rows - ones;
  out.rows[1] = ones;
  out.codes_fit = all_codes <= 1;
}

constexpr KernelTable<BlockKernels> kKernels{
    {Isa::kScalar, &kBlockScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kBlockAvx2},
#endif
};

}  // namespace

constinit BlockKernels const kBlockScalar{SumBlock};

BlockKernels const& ActiveBlockKernels() { return kKernels.Active(); }

}  // namespace winback::stats
