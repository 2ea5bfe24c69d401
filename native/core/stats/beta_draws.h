// Two independent Beta posteriors compared by simulation: the Monte Carlo of the spec, for those
// who want draws; CompareBetas in beta_posterior.h gives the same without the noise.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/stop_token.h"
#include "core/stats/beta_table.h"

namespace winback::stats {

// An estimate and its Monte Carlo standard error.
struct Simulated {
  double value = 0;
  double error = 0;
};

struct BetaSimulation {
  Simulated probability;  // P(B > A)
  Simulated loss_a;       // E max(B - A, 0)
  Simulated loss_b;       // E max(A - B, 0)
  Simulated mean_a;
  Simulated mean_b;
  Simulated low;  // quantiles of B - A (type 7) that leave (1 - level) / 2 outside
  Simulated high;
};

// Draw i of A uses Philox(seed, 0).Uniform(i), of B Philox(seed, 1).Uniform(i), through the inverse
// distribution function (error below 1e-6 standard deviations): the result depends on the seed
// alone, not on `threads` or the CPU. draws from 2 to 1e8; shapes and level as CompareBetas.
// Throws kBadInput, or kAborted when `stop` is set.
BetaSimulation SimulateBetas(BetaShape a, BetaShape b, double level, int64_t draws, uint64_t seed,
                             int threads, StopToken const* stop = nullptr);

// Beta quantiles of uniforms, by cubic pieces that get finer toward both ends.
class BetaSampler {
 public:
  explicit BetaSampler(BetaShape shape);

  // The quantile of (bits >> 11) * 2^-53.
  double Draw(uint64_t bits) const {
    double const u = static_cast<double>(static_cast<int64_t>(bits >> 11)) * 0x1.0p-53;
    // Branch-free: which half it is cannot be predicted.
    uint64_t const upper = bits >> 63;
    double const v = u < 1 - u ? u : 1 - u;
    if (v < kSmallest) [[unlikely]]
      return Far(u);
    uint64_t image;
    __builtin_memcpy(&image, &v, sizeof image);
    // The exponent and the first four bits of the fraction number the piece.
    uint64_t const piece = (image >> 48) - kFirstPiece;
    double const* c = &pieces_[(piece + upper * kPieces) * 4];
    auto const fraction = static_cast<int64_t>(image & 0xFFFFFFFFFFFFu);
    double const w = static_cast<double>(fraction) * 0x1.0p-48;
    return c[0] + w * (c[1] + w * (c[2] + w * c[3]));
  }

 private:
  static constexpr int kOctaves = 24;  // below 2^-25 the quantile is solved for
  static constexpr double kSmallest = 0x1.0p-25;
  // v = 0.5 itself is the first piece of the next octave.
  static constexpr uint64_t kPieces = 16 * kOctaves + 1;
  static constexpr uint64_t kFirstPiece = (uint64_t{1023} - 25) << 4;

  double Far(double u) const;
  void Fill(bool upper);

  BetaTable table_;
  std::vector<double> pieces_;  // lower half, then upper half
};

}  // namespace winback::stats
