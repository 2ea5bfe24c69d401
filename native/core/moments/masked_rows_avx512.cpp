#include "core/base/avx512.h"
#include "core/moments/masked_rows.h"

namespace winback::stats {
namespace {

void ClearWords(double const* values, int64_t rows, uint64_t* words) {
  for (int64_t first = 0; first < rows; first += 64) {
    uint64_t missing = 0;
    for (int64_t row = 0; row < 64; row += 8) {
      __m512d const eight = _mm512_loadu_pd(values + first + row);
      missing |= uint64_t{_mm512_cmp_pd_mask(eight, eight, _CMP_UNORD_Q)} << row;
    }
    words[first >> 6] &= ~missing;
  }
}

void CenterLanes(double const* values, uint64_t const* words, double shift, int64_t rows,
                 double* out, double* lanes) {
  __m512d const from = _mm512_set1_pd(shift);
  __m512d sum = _mm512_loadu_pd(lanes);
  for (int64_t row = 0; row < rows; row += 8) {
    auto const bits = static_cast<__mmask8>(words[row >> 6] >> (row & 63));
    __m512d const eight = _mm512_maskz_sub_pd(bits, _mm512_loadu_pd(values + row), from);
    _mm512_storeu_pd(out + row, eight);
    sum = _mm512_add_pd(sum, eight);
  }
  _mm512_storeu_pd(lanes, sum);
}

template <int kCount>
void DotsOf(double const* a, double const* const* b, int64_t rows, double const* ahead,
            double* lanes) {
  __m512d sum[kCount];
  for (int j = 0; j < kCount; ++j) sum[j] = _mm512_loadu_pd(lanes + j * kMaskedLanes);
  for (int64_t row = 0; row < rows; row += 8) {
    _mm_prefetch(reinterpret_cast<char const*>(ahead + row), _MM_HINT_T0);
    __m512d const left = _mm512_loadu_pd(a + row);
    for (int j = 0; j < kCount; ++j) {
      sum[j] = _mm512_add_pd(sum[j], _mm512_mul_pd(left, _mm512_loadu_pd(b[j] + row)));
    }
  }
  for (int j = 0; j < kCount; ++j) _mm512_storeu_pd(lanes + j * kMaskedLanes, sum[j]);
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

constinit MaskedKernels const kMaskedAvx512{ClearWords, CenterLanes, AddDots};

}  // namespace winback::stats
