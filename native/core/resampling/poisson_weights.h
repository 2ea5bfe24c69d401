// Poisson(1) numbers for rows, one byte each: how often a row counts in a bootstrap replicate.
#pragma once

#include <array>
#include <cstdint>

namespace winback::stats {

inline constexpr int kPoissonDirect = 8;  // weights 0 to 7 are read off 16 random bits
inline constexpr double kPoissonZero = 0.36787944117144233;  // e^-1

// Of the 65,536 values of 16 bits, floor(65,536 P(N = k)) belong to k, in order, for k < 8: k
// belongs to those in [kPoissonBounds[k - 1], kPoissonBounds[k]). The five from the last bound on
// are settled by a second word, so that the distribution is exact to 2^-45.
inline constexpr std::array<uint16_t, kPoissonDirect> kPoissonBounds = [] {
  std::array<uint16_t, kPoissonDirect> bounds{};
  double probability = kPoissonZero;
  unsigned total = 0;
  for (unsigned k = 0; k < kPoissonDirect; ++k) {
    total += static_cast<unsigned>(65536 * probability);
    bounds[k] = static_cast<uint16_t>(total);
    probability /= k + 1;
  }
  return bounds;
}();

// weights[i] = the Poisson number of row first + i in the replicate that `stream` numbers, of the
// i-th 16 bits of Philox(seed, stream).Block(first / 8), Block(first / 8 + 1), ... `first` is a
// multiple of 8. `words` is scratch for (count + 7) / 8 blocks of 4 words. Returns their sum.
int64_t PoissonWeights(uint64_t seed, uint64_t stream, int64_t first, int64_t count,
                       uint32_t* words, uint8_t* weights);

struct PoissonKernels {
  // weights[i] = how many bounds are at or below the i-th 16 bits.
  void (*count_bounds)(uint32_t const* words, int64_t count, uint8_t* weights);
};

extern PoissonKernels const kPoissonScalar;
extern PoissonKernels const kPoissonAvx2;
extern PoissonKernels const kPoissonAvx512;

PoissonKernels const& ActivePoissonKernels();

}  // namespace winback::stats
