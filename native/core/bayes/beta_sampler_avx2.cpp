#include <immintrin.h>

#include "core/bayes/beta_sampler.h"

namespace winback::stats {
namespace {

inline __m256i Splat(uint64_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }

// Whole numbers below 2^53 as doubles, exactly: both halves are planted into the fraction of a
// power of two that is then taken away.
inline __m256d FromWhole(__m256i k) {
  __m256i const low = _mm256_blend_epi32(k, Splat(0x4330000000000000u), 0xAA);  // 2^52 + low
  __m256i const high =
      _mm256_or_si256(_mm256_srli_epi64(k, 32), Splat(0x4530000000000000u));  // 2^84 + high
  __m256d const above =
      _mm256_sub_pd(_mm256_castsi256_pd(high), _mm256_set1_pd(0x1.0p84 + 0x1.0p52));
  return _mm256_add_pd(above, _mm256_castsi256_pd(low));
}

int64_t DrawFours(double const* pieces, uint32_t const* words, int64_t count, double* x) {
  __m256d const all = _mm256_set1_pd(0x1.0p53);
  __m256d const smallest = _mm256_set1_pd(BetaSampler::kSmallest);
  __m256d far = _mm256_setzero_pd();
  int64_t const fours = count / 4 * 4;
  for (int64_t i = 0; i < fours; i += 4) {
    __m256i const bits = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(words + 2 * i));
    __m256d const k = FromWhole(_mm256_srli_epi64(bits, 11));
    __m256d v = _mm256_min_pd(k, _mm256_sub_pd(all, k));
    far = _mm256_or_pd(far, _mm256_cmp_pd(v, smallest, _CMP_LT_OQ));
    v = _mm256_max_pd(v, smallest);
    __m256i const image = _mm256_castpd_si256(v);
    __m256i const half = _mm256_and_si256(_mm256_cmpgt_epi64(_mm256_setzero_si256(), bits),
                                          Splat(BetaSampler::kPieces));
    __m256i const piece = _mm256_add_epi64(
        _mm256_sub_epi64(_mm256_srli_epi64(image, 48), Splat(BetaSampler::kFirstPiece)), half);
    alignas(32) uint64_t at[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(at), piece);
    __m256d const p0 = _mm256_loadu_pd(pieces + 4 * at[0]);
    __m256d const p1 = _mm256_loadu_pd(pieces + 4 * at[1]);
    __m256d const p2 = _mm256_loadu_pd(pieces + 4 * at[2]);
    __m256d const p3 = _mm256_loadu_pd(pieces + 4 * at[3]);
    __m256d const even01 = _mm256_unpacklo_pd(p0, p1);
    __m256d const odd01 = _mm256_unpackhi_pd(p0, p1);
    __m256d const even23 = _mm256_unpacklo_pd(p2, p3);
    __m256d const odd23 = _mm256_unpackhi_pd(p2, p3);
    __m256i const fraction = _mm256_or_si256(_mm256_and_si256(image, Splat(0xFFFFFFFFFFFFu)),
                                             Splat(0x4330000000000000u));
    __m256d const w =
        _mm256_mul_pd(_mm256_sub_pd(_mm256_castsi256_pd(fraction), _mm256_set1_pd(0x1.0p52)),
                      _mm256_set1_pd(0x1.0p-48));
    __m256d sum = _mm256_permute2f128_pd(odd01, odd23, 0x31);
    sum = _mm256_add_pd(_mm256_permute2f128_pd(even01, even23, 0x31), _mm256_mul_pd(w, sum));
    sum = _mm256_add_pd(_mm256_permute2f128_pd(odd01, odd23, 0x20), _mm256_mul_pd(w, sum));
    sum = _mm256_add_pd(_mm256_permute2f128_pd(even01, even23, 0x20), _mm256_mul_pd(w, sum));
    _mm256_storeu_pd(x + i, sum);
  }
  return _mm256_movemask_pd(far) == 0 ? fours : 0;
}

}  // namespace

constinit PieceKernels const kPiecesAvx2{DrawFours};

}  // namespace winback::stats
