#include "core/base/avx512.h"
#include "core/resampling/weighted_sum.h"

namespace winback::stats {
namespace {

inline __m512d Eight(uint8_t const* weights) {
  return _mm512_cvtepi32_pd(
      _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<__m128i const*>(weights))));
}

void AddProducts(uint8_t const* weights, double const* values, int64_t count, double* lanes) {
  constexpr int kRegisters = kSumLanes / 8;
  __m512d sum[kRegisters];
  for (int r = 0; r < kRegisters; ++r) sum[r] = _mm512_loadu_pd(lanes + 8 * r);
  for (int64_t i = 0; i + kSumLanes <= count; i += kSumLanes) {
    for (int r = 0; r < kRegisters; ++r) {
      int64_t const at = i + 8 * r;
      sum[r] =
          _mm512_add_pd(sum[r], _mm512_mul_pd(Eight(weights + at), _mm512_loadu_pd(values + at)));
    }
  }
  for (int r = 0; r < kRegisters; ++r) _mm512_storeu_pd(lanes + 8 * r, sum[r]);
}

}  // namespace

constinit ProductKernels const kProductsAvx512{AddProducts};

}  // namespace winback::stats
