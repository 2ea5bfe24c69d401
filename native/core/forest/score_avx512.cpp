// The bit-sliced scorer with 512-bit vectors: three-input logic in one instruction.
#include <immintrin.h>

// GCC 12 takes the undefined pass-through operand of its own AVX-512 intrinsics for a bug of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <type_traits>

#include "core/forest/score_bits.h"
#include "core/forest/tree.h"

namespace winback::forest {
namespace {

struct Avx512 {
  using Type = __m512i;
  static constexpr int kBytes = 64;
  static constexpr bool kGathers = true;
  static constexpr bool kPicksLeaves = true;

  static Type Zero() { return _mm512_setzero_si512(); }
  static Type Ones() { return _mm512_set1_epi32(-1); }
  static Type Fill(int bit) { return _mm512_set1_epi32(-bit); }
  static Type Set8(int byte) { return _mm512_set1_epi8(static_cast<char>(byte)); }
  static Type Load(uint8_t const* at) { return _mm512_load_si512(at); }
  static void Store(uint8_t* at, Type v) { _mm512_store_si512(at, v); }
  static Type And(Type a, Type b) { return _mm512_and_si512(a, b); }
  static Type AndNot(Type a, Type b) { return _mm512_andnot_si512(a, b); }
  static Type Or(Type a, Type b) { return _mm512_or_si512(a, b); }
  static Type Xor(Type a, Type b) { return _mm512_xor_si512(a, b); }
  // The immediates are truth tables over (a, b, c) = (4, 2, 1).
  static Type AndXor(Type a, Type b, Type c) { return _mm512_ternarylogic_epi64(a, b, c, 0x60); }
  static Type XorAnd(Type a, Type b, Type c) { return _mm512_ternarylogic_epi64(a, b, c, 0x28); }
  static Type XorOfAnd(Type a, Type b, Type c) { return _mm512_ternarylogic_epi64(a, b, c, 0x78); }
  static Type Xor3(Type a, Type b, Type c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
  template <int kBits>
  static Type ShiftLeft(Type v) {
    return _mm512_slli_epi64(v, kBits);
  }
  template <int kBits>
  static Type ShiftRight(Type v) {
    return _mm512_srli_epi64(v, kBits);
  }

  // Values with NaN and, where it matters, tiny ones as 0, and their grid cells.
  static void Buckets(NumericView const& numeric, double const* column, int rows, double* values,
                      int32_t* cells) {
    Grid const grid(numeric);
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = grid.Clean(column + row);
      _mm512_store_pd(values + row, v);
      _mm256_store_si256(reinterpret_cast<__m256i*>(cells + row), grid.Cells(v));
    }
  }

  // Ranks of a grid without two thresholds in one cell: one gather finds the cell's count, one the
  // threshold to compare with.
  static void Ranks(NumericView const& numeric, double const* column, int rows, uint8_t* low,
                    uint8_t* high) {
    Grid const grid(numeric);
    __m512i const one = _mm512_set1_epi32(1);
    for (int row = 0; row < rows; row += 16) {
      __m512d const v0 = grid.Clean(column + row);
      __m512d const v1 = grid.Clean(column + row + 8);
      __m512i const cells =
          _mm512_inserti64x4(_mm512_castsi256_si512(grid.Cells(v0)), grid.Cells(v1), 1);
      __m512i const base = _mm512_and_si512(_mm512_i32gather_epi32(cells, numeric.below, 2),
                                            _mm512_set1_epi32(0xffff));
      __mmask8 const m0 = Below(numeric, _mm512_castsi512_si256(base), v0);
      __mmask8 const m1 = Below(numeric, _mm512_extracti64x4_epi64(base, 1), v1);
      __m512i const rank = _mm512_mask_add_epi32(base, _mm512_kunpackb(m1, m0), base, one);
      _mm_store_si128(reinterpret_cast<__m128i*>(low + row), _mm512_cvtepi32_epi8(rank));
      if (numeric.bits > 8) {
        _mm_store_si128(reinterpret_cast<__m128i*>(high + row),
                        _mm512_cvtepi32_epi8(_mm512_srli_epi32(rank, 8)));
      }
    }
  }

  // Codes of categories, 0 where unknown. code_of is read in pairs: see CategoricalFeature.
  static void Codes(CategoricalView const& feature, double const* column, int rows, uint8_t* low,
                    uint8_t* high) {
    __m512d const below = _mm512_set1_pd(-1.0);
    __m512d const end = _mm512_set1_pd(feature.categories);
    __m512i const one = _mm512_set1_epi64(1);
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = _mm512_loadu_pd(column + row);
      auto const known = static_cast<__mmask8>(_mm512_cmp_pd_mask(v, below, _CMP_GT_OQ) &
                                               _mm512_cmp_pd_mask(v, end, _CMP_LT_OQ));
      __m512i const category = _mm512_cvttpd_epi64(_mm512_maskz_mov_pd(known, v));
      __m512i const pair = _mm512_cvtepu32_epi64(_mm512_mask_i64gather_epi32(
          _mm256_setzero_si256(), known, _mm512_srli_epi64(category, 1), feature.code_of, 4));
      __m512i const shift = _mm512_slli_epi64(_mm512_and_si512(category, one), 4);
      __m512i const code = _mm512_srlv_epi64(pair, shift);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(low + row), _mm512_cvtepi64_epi8(code));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(high + row),
                       _mm512_cvtepi64_epi8(_mm512_srli_epi64(code, 8)));
    }
  }

  // Byte r = all ones where row r is NaN, or tiny when `zero_too`.
  static void Missing(double const* column, int rows, bool zero_too, uint8_t* bytes) {
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = _mm512_loadu_pd(column + row);
      __mmask8 mask = _mm512_cmp_pd_mask(v, v, _CMP_UNORD_Q);
      if (zero_too) mask = static_cast<__mmask8>(mask | Tiny(v));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(bytes + row), _mm_movm_epi8(mask));
    }
  }

 private:
  struct Grid {
    __m512d low, scale, last;
    bool flush;
    explicit Grid(NumericView const& numeric)
        : low(_mm512_set1_pd(numeric.low)),
          scale(_mm512_set1_pd(numeric.scale)),
          last(_mm512_set1_pd(numeric.last_cell)),
          flush(numeric.flush) {}

    __m512d Clean(double const* at) const {
      __m512d v = _mm512_loadu_pd(at);
      v = _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(v, v, _CMP_ORD_Q), v);
      return flush ? _mm512_mask_mov_pd(v, Tiny(v), _mm512_setzero_pd()) : v;
    }
    __m256i Cells(__m512d v) const {
      __m512d cell = _mm512_mul_pd(_mm512_sub_pd(v, low), scale);
      cell = _mm512_min_pd(_mm512_max_pd(cell, _mm512_setzero_pd()), last);
      return _mm512_cvttpd_epi32(cell);
    }
  };

  static __mmask8 Below(NumericView const& numeric, __m256i at, __m512d v) {
    return _mm512_cmp_pd_mask(_mm512_i32gather_pd(at, numeric.thresholds, 8), v, _CMP_LT_OQ);
  }

  static __mmask8 Tiny(__m512d v) {
    return static_cast<__mmask8>(
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(-kZeroThreshold), _CMP_GE_OQ) &
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(kZeroThreshold), _CMP_LE_OQ));
  }
};

// Half as wide, for few rows: a block's cost hardly falls with the rows it lacks.
struct Avx512Half {
  using Type = __m256i;
  static constexpr int kBytes = 32;
  static constexpr bool kPicksLeaves = true;

  static Type Zero() { return _mm256_setzero_si256(); }
  static Type Ones() { return _mm256_set1_epi32(-1); }
  static Type Fill(int bit) { return _mm256_set1_epi32(-bit); }
  static Type Set8(int byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }
  static Type Load(uint8_t const* at) {
    return _mm256_load_si256(reinterpret_cast<Type const*>(at));
  }
  static void Store(uint8_t* at, Type v) { _mm256_store_si256(reinterpret_cast<Type*>(at), v); }
  static Type And(Type a, Type b) { return _mm256_and_si256(a, b); }
  static Type AndNot(Type a, Type b) { return _mm256_andnot_si256(a, b); }
  static Type Or(Type a, Type b) { return _mm256_or_si256(a, b); }
  static Type Xor(Type a, Type b) { return _mm256_xor_si256(a, b); }
  static Type AndXor(Type a, Type b, Type c) { return _mm256_ternarylogic_epi64(a, b, c, 0x60); }
  static Type XorAnd(Type a, Type b, Type c) { return _mm256_ternarylogic_epi64(a, b, c, 0x28); }
  static Type XorOfAnd(Type a, Type b, Type c) { return _mm256_ternarylogic_epi64(a, b, c, 0x78); }
  static Type Xor3(Type a, Type b, Type c) { return _mm256_ternarylogic_epi64(a, b, c, 0x96); }
  template <int kBits>
  static Type ShiftLeft(Type v) {
    return _mm256_slli_epi64(v, kBits);
  }
  template <int kBits>
  static Type ShiftRight(Type v) {
    return _mm256_srli_epi64(v, kBits);
  }
  static constexpr bool kGathers = true;
  static constexpr auto Ranks = &Avx512::Ranks;
  static constexpr auto Codes = &Avx512::Codes;
  static constexpr auto Buckets = &Avx512::Buckets;
  static constexpr auto Missing = &Avx512::Missing;
};

// clang-format off
#include "core/forest/bits_transpose_kernel.h"
#include "core/forest/bits_questions_kernel.h"
#include "core/forest/leaf_words_avx512.h"
#include "core/forest/score_bits_kernel.h"
// clang-format on

template <class Vec, int kGroups>
BitsKernel KernelOf(int32_t most) {
  using Runner = BitsRunner<Vec, kGroups>;
  return {Runner::kRows, most, &Runner::ScratchBytes, &Runner::Run};
}

}  // namespace

BitsKernels BitsKernelsAvx512() {
  return {KernelOf<Avx512Half, 1>(256), KernelOf<Avx512, 1>(768), KernelOf<Avx512, 2>(1024)};
}

}  // namespace winback::forest
