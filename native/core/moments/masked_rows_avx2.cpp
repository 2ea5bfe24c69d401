#include <immintrin.h>

#include "core/moments/masked_rows.h"

namespace winback::stats {
namespace {

void ClearWords(double const* values, int64_t rows, uint64_t* words) {
  for (int64_t first = 0; first < rows; first += 64) {
    uint64_t missing = 0;
    for (int64_t row = 0; row < 64; row += 8) {
      double const* const at = values + first + row;
      __m256d const low = _mm256_loadu_pd(at);
      __m256d const high = _mm256_loadu_pd(at + 4);
      auto const bits =
          static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(low, low, _CMP_UNORD_Q)) |
                                (_mm256_movemask_pd(_mm256_cmp_pd(high, high, _CMP_UNORD_Q)) << 4));
      missing |= uint64_t{bits} << row;
    }
    words[first >> 6] &= ~missing;
  }
}

// All ones in the lanes whose bit of the low four is set.
inline __m256d MaskOf(uint64_t bits) {
  __m256i const lane = _mm256_set_epi64x(8, 4, 2, 1);
  __m256i const all = _mm256_set1_epi64x(static_cast<long long>(bits));
  return _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(all, lane), lane));
}

void CenterLanes(double const* values, uint64_t const* words, double shift, int64_t rows,
                 double* out, double* lanes) {
  __m256d const from = _mm256_set1_pd(shift);
  __m256d low = _mm256_loadu_pd(lanes);
  __m256d high = _mm256_loadu_pd(lanes + 4);
  for (int64_t row = 0; row < rows; row += 8) {
    uint64_t const bits = words[row >> 6] >> (row & 63);
    __m256d const first =
        _mm256_and_pd(MaskOf(bits), _mm256_sub_pd(_mm256_loadu_pd(values + row), from));
    __m256d const second =
        _mm256_and_pd(MaskOf(bits >> 4), _mm256_sub_pd(_mm256_loadu_pd(values + row + 4), from));
    _mm256_storeu_pd(out + row, first);
    _mm256_storeu_pd(out + row + 4, second);
    low = _mm256_add_pd(low, first);
    high = _mm256_add_pd(high, second);
  }
  _mm256_storeu_pd(lanes, low);
  _mm256_storeu_pd(lanes + 4, high);
}

template <int kCount>
void DotsOf(double const* a, double const* const* b, int64_t rows, double const* ahead,
            double* lanes) {
  __m256d sum[kCount][2];
  for (int j = 0; j < kCount; ++j) {
    sum[j][0] = _mm256_loadu_pd(lanes + j * kMaskedLanes);
    sum[j][1] = _mm256_loadu_pd(lanes + j * kMaskedLanes + 4);
  }
  for (int64_t row = 0; row < rows; row += 8) {
    _mm_prefetch(reinterpret_cast<char const*>(ahead + row), _MM_HINT_T0);
    for (int half = 0; half < 2; ++half) {
      __m256d const left = _mm256_loadu_pd(a + row + 4 * half);
      for (int j = 0; j < kCount; ++j) {
        __m256d const right = _mm256_loadu_pd(b[j] + row + 4 * half);
        sum[j][half] = _mm256_add_pd(sum[j][half], _mm256_mul_pd(left, right));
      }
    }
  }
  for (int j = 0; j < kCount; ++j) {
    _mm256_storeu_pd(lanes + j * kMaskedLanes, sum[j][0]);
    _mm256_storeu_pd(lanes + j * kMaskedLanes + 4, sum[j][1]);
  }
}

void AddDots(double const* a, double const* const* b, int count, int64_t rows, double const* ahead,
             double* lanes) {
  switch (count) {
    case 1:
      return DotsOf<1>(a, b, rows, ahead, lanes);
    case 2:
      return DotsOf<2>(a, b, rows, ahead, lanes);
    case 3:
      return DotsOf<3>(a, b, rows, ahead, lanes);
    default:
      return DotsOf<kDotsAtOnce>(a, b, rows, ahead, lanes);
  }
}

}  // namespace

constinit MaskedKernels const kMaskedAvx2{ClearWords, CenterLanes, AddDots};

}  // namespace winback::stats
