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
    __m512d const low = _mm512_set1_pd(numeric.low);
    __m512d const scale = _mm512_set1_pd(numeric.scale);
    __m512d const last = _mm512_set1_pd(numeric.last_cell);
    __m512d const zero = _mm512_setzero_pd();
    for (int row = 0; row < rows; row += 8) {
      __m512d v = _mm512_loadu_pd(column + row);
      v = _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(v, v, _CMP_ORD_Q), v);
      if (numeric.flush) v = _mm512_mask_mov_pd(v, Tiny(v), zero);
      _mm512_store_pd(values + row, v);
      __m512d cell = _mm512_mul_pd(_mm512_sub_pd(v, low), scale);
      cell = _mm512_min_pd(_mm512_max_pd(cell, zero), last);
      _mm256_store_si256(reinterpret_cast<__m256i*>(cells + row), _mm512_cvttpd_epi32(cell));
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
  static __mmask8 Tiny(__m512d v) {
    return static_cast<__mmask8>(
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(-kZeroThreshold), _CMP_GE_OQ) &
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(kZeroThreshold), _CMP_LE_OQ));
  }
};

// clang-format off
#include "core/forest/bits_transpose_kernel.h"
#include "core/forest/bits_questions_kernel.h"
#include "core/forest/score_bits_kernel.h"
// clang-format on

template <int kGroups>
BitsKernel KernelOf() {
  using Runner = BitsRunner<Avx512, kGroups>;
  return {Runner::kRows, &Runner::ScratchBytes, &Runner::Run};
}

}  // namespace

BitsKernels BitsKernelsAvx512() { return {KernelOf<1>(), KernelOf<2>()}; }

}  // namespace winback::forest
