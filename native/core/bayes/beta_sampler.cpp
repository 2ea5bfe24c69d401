#include "core/bayes/beta_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/base/kernel_table.h"

namespace winback::stats {
namespace {

// One draw after the other is DrawMany's own loop.
int64_t DrawNone(double const*, uint32_t const*, int64_t, double*) { return 0; }

constexpr KernelTable<PieceKernels> kKernels{
    {Isa::kScalar, &kPiecesScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kPiecesAvx2},
#endif
};

}  // namespace

constinit PieceKernels const kPiecesScalar{DrawNone};

BetaSampler::BetaSampler(BetaShape shape) : table_(shape), pieces_(8 * kPieces) {
  Fill(false);
  Fill(true);
}

// Cubic Hermite pieces of x(v) between the bounds of the pieces, v = u or 1 - u.
void BetaSampler::Fill(bool upper) {
  size_t near = 0;
  auto knot = [&](uint64_t k, double& v, double& x, double& slope) {
    uint64_t const image = (k + kFirstPiece) << 48;
    __builtin_memcpy(&v, &image, sizeof v);
    v *= 0x1.0p-53;
    double const t = table_.Quantile(upper ? 1 - v : v, near);
    double const e = std::exp(-std::abs(t));
    x = (t > 0 ? 1 : e) / (1 + e);
    double const density = table_.At(t).density / (e / ((1 + e) * (1 + e)));
    slope = (upper ? -1 : 1) / density;
  };
  double v0, x0, slope0;
  knot(0, v0, x0, slope0);
  for (uint64_t k = 0; k < kPieces; ++k) {
    double v1, x1, slope1;
    knot(k + 1, v1, x1, slope1);
    double* c = &pieces_[(k + (upper ? kPieces : 0)) * 4];
    double const h = v1 - v0;
    double const rise = x1 - x0;
    c[0] = x0;
    c[1] = h * slope0;
    c[2] = 3 * rise - h * (2 * slope0 + slope1);
    c[3] = h * (slope0 + slope1) - 2 * rise;
    v0 = v1;
    x0 = x1;
    slope0 = slope1;
  }
}

double BetaSampler::Far(double u) const {
  size_t near = 0;
  double const t = table_.Quantile(std::clamp(u, 0x1.0p-54, 1 - 0x1.0p-53), near);
  return 1 / (1 + std::exp(-t));
}

void BetaSampler::DrawMany(uint32_t const* words, int64_t count, double* x) const {
  for (int64_t i = kKernels.Active().draw(pieces_.data(), words, count, x); i < count; ++i) {
    x[i] = Draw((uint64_t{words[2 * i + 1]} << 32) | words[2 * i]);
  }
}

}  // namespace winback::stats
