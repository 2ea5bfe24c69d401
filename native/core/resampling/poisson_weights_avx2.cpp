#include <immintrin.h>

#include "core/resampling/poisson_weights.h"

namespace winback::stats {
namespace {

// AVX2 compares signed numbers: both sides are moved by 2^15.
inline __m256i Sixteen(uint32_t const* words) {
  __m256i const bits = _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<__m256i const*>(words)),
                                        _mm256_set1_epi16(INT16_MIN));
  __m256i weight = _mm256_setzero_si256();
  for (uint16_t bound : kPoissonBounds) {
    __m256i const last = _mm256_set1_epi16(static_cast<int16_t>(bound - 1 - 32768));
    weight = _mm256_sub_epi16(weight, _mm256_cmpgt_epi16(bits, last));
  }
  return weight;
}

void CountBounds(uint32_t const* words, int64_t count, uint8_t* weights) {
  int64_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m256i const packed = _mm256_packus_epi16(Sixteen(words + i / 2), Sixteen(words + i / 2 + 8));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(weights + i),
                        _mm256_permute4x64_epi64(packed, 0xD8));
  }
  kPoissonScalar.count_bounds(words + i / 2, count - i, weights + i);
}

}  // namespace

constinit PoissonKernels const kPoissonAvx2{CountBounds};

}  // namespace winback::stats
