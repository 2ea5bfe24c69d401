#include <immintrin.h>

#include <cstring>

#include "core/resampling/weighted_sum.h"

namespace winback::stats {
namespace {

inline __m256d Four(uint8_t const* weights) {
  int32_t bytes;
  std::memcpy(&bytes, weights, sizeof bytes);
  return _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(bytes)));
}

void AddProducts(uint8_t const* weights, double const* values, int64_t count, double* lanes) {
  constexpr int kRegisters = kSumLanes / 4;
  __m256d sum[kRegisters];
  for (int r = 0; r < kRegisters; ++r) sum[r] = _mm256_loadu_pd(lanes + 4 * r);
  for (int64_t i = 0; i + kSumLanes <= count; i += kSumLanes) {
    for (int r = 0; r < kRegisters; ++r) {
      int64_t const at = i + 4 * r;
      sum[r] =
          _mm256_add_pd(sum[r], _mm256_mul_pd(Four(weights + at), _mm256_loadu_pd(values + at)));
    }
  }
  for (int r = 0; r < kRegisters; ++r) _mm256_storeu_pd(lanes + 4 * r, sum[r]);
}

}  // namespace

constinit ProductKernels const kProductsAvx2{AddProducts};

}  // namespace winback::stats
