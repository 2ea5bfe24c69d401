#include <immintrin.h>

#include "core/bayes/beta_sums.h"

namespace winback::stats {
namespace {

inline void AddTo(__m256d& sum, __m256d value) { sum = _mm256_add_pd(sum, value); }

inline void AddSquare(__m256d& sum, __m256d value) {
  sum = _mm256_add_pd(sum, _mm256_mul_pd(value, value));
}

void AddFours(DrawFrame const& frame, double const* a, double const* b, int64_t count,
              DrawSums& sums, uint16_t* buckets) {
  __m256d const zero = _mm256_setzero_pd();
  __m256d const top = _mm256_set1_pd(kDrawBuckets - 1.0);
  __m256d sum[DrawSums::kCount];
  for (int k = 0; k < DrawSums::kCount; ++k) sum[k] = _mm256_loadu_pd(sums.lane[k]);
  for (int64_t i = 0; i < count; i += 4) {
    __m256d const x = _mm256_loadu_pd(a + i);
    __m256d const y = _mm256_loadu_pd(b + i);
    __m256d const from_a = _mm256_sub_pd(x, _mm256_set1_pd(frame.mean_a));
    __m256d const from_b = _mm256_sub_pd(y, _mm256_set1_pd(frame.mean_b));
    __m256d const difference = _mm256_sub_pd(y, x);
    __m256d const gain = _mm256_max_pd(difference, zero);
    __m256d const loss = _mm256_sub_pd(gain, difference);
    AddTo(sum[DrawSums::kA], from_a);
    AddSquare(sum[DrawSums::kA2], from_a);
    AddTo(sum[DrawSums::kB], from_b);
    AddSquare(sum[DrawSums::kB2], from_b);
    AddTo(sum[DrawSums::kGain], gain);
    AddSquare(sum[DrawSums::kGain2], gain);
    AddTo(sum[DrawSums::kLoss], loss);
    AddSquare(sum[DrawSums::kLoss2], loss);
    __m256d const wins = _mm256_cmp_pd(difference, zero, _CMP_GT_OQ);
    __m256d const ties = _mm256_cmp_pd(difference, zero, _CMP_EQ_OQ);
    AddTo(sum[DrawSums::kWins], _mm256_or_pd(_mm256_and_pd(wins, _mm256_set1_pd(1)),
                                             _mm256_and_pd(ties, _mm256_set1_pd(0.5))));
    __m256d const place = _mm256_mul_pd(_mm256_sub_pd(difference, _mm256_set1_pd(frame.low)),
                                        _mm256_set1_pd(frame.scale));
    __m128i const bucket = _mm256_cvttpd_epi32(_mm256_min_pd(_mm256_max_pd(place, zero), top));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(buckets + i), _mm_packus_epi32(bucket, bucket));
  }
  for (int k = 0; k < DrawSums::kCount; ++k) _mm256_storeu_pd(sums.lane[k], sum[k]);
}

}  // namespace

constinit DrawKernels const kDrawsAvx2{AddFours};

}  // namespace winback::stats
