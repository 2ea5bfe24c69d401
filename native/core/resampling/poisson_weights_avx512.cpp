#include "core/base/avx512.h"
#include "core/resampling/poisson_weights.h"

namespace winback::stats {
namespace {

void CountBounds(uint32_t const* words, int64_t count, uint8_t* weights) {
  __m512i const one = _mm512_set1_epi16(1);
  int64_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m512i const bits = _mm512_loadu_si512(words + i / 2);
    __m512i weight = _mm512_setzero_si512();
    for (uint16_t bound : kPoissonBounds) {
      __mmask32 const above =
          _mm512_cmpge_epu16_mask(bits, _mm512_set1_epi16(static_cast<int16_t>(bound)));
      weight = _mm512_mask_add_epi16(weight, above, weight, one);
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(weights + i), _mm512_cvtepi16_epi8(weight));
  }
  kPoissonScalar.count_bounds(words + i / 2, count - i, weights + i);
}

}  // namespace

constinit PoissonKernels const kPoissonAvx512{CountBounds};

}  // namespace winback::stats
