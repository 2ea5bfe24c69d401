#include <immintrin.h>

#include "core/stats/poisson_weights.h"

namespace winback::stats {

// AVX2 compares signed numbers: both sides are moved by 2^31.
void PoissonWeightsAvx2(uint32_t const* words, int64_t count, int32_t* weights) {
  __m256i const flip = _mm256_set1_epi32(INT32_MIN);
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256i const word =
        _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<__m256i const*>(words + i)), flip);
    __m256i weight = _mm256_setzero_si256();
    for (uint32_t bound : kPoissonBounds) {
      __m256i const last =
          _mm256_set1_epi32(static_cast<int32_t>((bound - 1) ^ uint32_t{0x80000000u}));
      weight = _mm256_sub_epi32(weight, _mm256_cmpgt_epi32(word, last));
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(weights + i), weight);
  }
  PoissonWeightsScalar(words + i, count - i, weights + i);
}

}  // namespace winback::stats
