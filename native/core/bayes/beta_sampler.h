// Beta quantiles of random words, for simulation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bayes/beta_table.h"

namespace winback::stats {

// The quantile function as cubic pieces that get finer toward both ends.
//
// v = u or 1 - u, whichever is at most 1/2; an octave [2^-k, 2^(1-k)) of v has 16 pieces, so the
// exponent and the first four bits of the fraction of v number the piece and the other 48 bits are
// the place in it.
class BetaSampler {
 public:
  explicit BetaSampler(BetaShape shape);

  static constexpr int kOctaves = 24;  // below 2^-25 the quantile is solved for
  // v = 1/2 itself is the first piece of the next octave.
  static constexpr uint64_t kPieces = 16 * kOctaves + 1;
  // The first piece's number for v * 2^53, a whole number.
  static constexpr uint64_t kFirstPiece = (uint64_t{1023} - 25 + 53) << 4;
  static constexpr double kSmallest = 0x1.0p28;  // 2^-25 * 2^53

  // The quantile of u = (bits >> 11) * 2^-53.
  double Draw(uint64_t bits) const {
    double const k = static_cast<double>(static_cast<int64_t>(bits >> 11));
    // Branch-free: which half it is cannot be predicted.
    uint64_t const upper = bits >> 63;
    double const v = k < 0x1.0p53 - k ? k : 0x1.0p53 - k;
    if (v < kSmallest) [[unlikely]]
      return Far(k * 0x1.0p-53);
    uint64_t image;
    __builtin_memcpy(&image, &v, sizeof image);
    uint64_t const piece = (image >> 48) - kFirstPiece;
    double const* c = &pieces_[(piece + upper * kPieces) * 4];
    auto const fraction = static_cast<int64_t>(image & 0xFFFFFFFFFFFFu);
    double const w = static_cast<double>(fraction) * 0x1.0p-48;
    return c[0] + w * (c[1] + w * (c[2] + w * c[3]));
  }

  // x[i] = Draw(words[2 i] + 2^32 words[2 i + 1]).
  void DrawMany(uint32_t const* words, int64_t count, double* x) const;

 private:
  double Far(double u) const;
  void Fill(bool upper);

  BetaTable table_;
  std::vector<double> pieces_;  // four coefficients each: lower half, then upper half
};

struct PieceKernels {
  // DrawMany for the first rows, of `pieces` alone: how many it drew. None, and any x, where one of
  // them is below kSmallest.
  int64_t (*draw)(double const* pieces, uint32_t const* words, int64_t count, double* x);
};

extern PieceKernels const kPiecesScalar;
extern PieceKernels const kPiecesAvx2;

}  // namespace winback::stats
