// The bit-sliced scorer with 256-bit vectors.
#include <immintrin.h>

#include <type_traits>

#include "core/forest/batch/score_bits.h"
#include "core/forest/model/tree.h"

namespace winback::forest {
namespace {

struct Avx2 {
  using Type = __m256i;
  static constexpr int kBytes = 32;
  static constexpr bool kWideColumns = false;

  static Type Zero() { return _mm256_setzero_si256(); }
  static Type Ones() { return _mm256_set1_epi8(-1); }
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
  static Type AndXor(Type a, Type b, Type c) { return And(a, Xor(b, c)); }
  static Type XorAnd(Type a, Type b, Type c) { return And(Xor(a, b), c); }
  static Type XorOfAnd(Type a, Type b, Type c) { return Xor(a, And(b, c)); }
  static Type Xor3(Type a, Type b, Type c) { return Xor(a, Xor(b, c)); }
  template <int kBits>
  static Type ShiftLeft(Type v) {
    return _mm256_slli_epi64(v, kBits);
  }
  template <int kBits>
  static Type ShiftRight(Type v) {
    return _mm256_srli_epi64(v, kBits);
  }

  // Values with NaN and, where it matters, tiny ones as 0, and their grid cells.
  static void Buckets(NumericView const& numeric, double const* column, int rows, double* values,
                      int32_t* cells) {
    __m256d const low = _mm256_set1_pd(numeric.low);
    __m256d const scale = _mm256_set1_pd(numeric.scale);
    __m256d const last = _mm256_set1_pd(numeric.last_cell);
    __m256d const zero = _mm256_setzero_pd();
    for (int row = 0; row < rows; row += 4) {
      __m256d v = _mm256_loadu_pd(column + row);
      v = _mm256_and_pd(v, _mm256_cmp_pd(v, v, _CMP_ORD_Q));
      if (numeric.flush) v = _mm256_andnot_pd(Tiny(v), v);
      _mm256_store_pd(values + row, v);
      __m256d cell = _mm256_mul_pd(_mm256_sub_pd(v, low), scale);
      cell = _mm256_min_pd(_mm256_max_pd(cell, zero), last);
      _mm_store_si128(reinterpret_cast<__m128i*>(cells + row), _mm256_cvttpd_epi32(cell));
    }
  }

  // Byte r = all ones where row r is NaN, or tiny when `zero_too`.
  static void Missing(double const* column, int rows, bool zero_too, uint8_t* bytes) {
    for (int row = 0; row < rows; row += 4) {
      __m256d const v = _mm256_loadu_pd(column + row);
      __m256d mask = _mm256_cmp_pd(v, v, _CMP_UNORD_Q);
      if (zero_too) mask = _mm256_or_pd(mask, Tiny(v));
      int const bits = _mm256_movemask_pd(mask);
      for (int i = 0; i < 4; ++i) bytes[row + i] = static_cast<uint8_t>(-((bits >> i) & 1));
    }
  }

 private:
  static __m256d Tiny(__m256d v) {
    return _mm256_and_pd(_mm256_cmp_pd(v, _mm256_set1_pd(-kZeroThreshold), _CMP_GE_OQ),
                         _mm256_cmp_pd(v, _mm256_set1_pd(kZeroThreshold), _CMP_LE_OQ));
  }
};

// clang-format off
#include "core/forest/batch/bits_transpose_kernel-inl.h"
#include "core/forest/batch/bits_questions_kernel-inl.h"
#include "core/forest/batch/bits_leaves_kernel-inl.h"
// clang-format on

template <int kGroups>
constexpr BitsKernel KernelOf(int32_t most) {
  using Runner = BitsRunner<Avx2, kGroups>;
  return {Runner::kRows, most, &Runner::ScratchBytes, &Runner::Run};
}

}  // namespace

constinit BitsKernels const kBitsAvx2{{KernelOf<1>(768), KernelOf<4>(1024)}, false};

}  // namespace winback::forest
