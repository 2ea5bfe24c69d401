// The bit-sliced scorer with 512-bit vectors: three-input logic in one instruction.
#include <immintrin.h>

// GCC 12 takes the undefined pass-through operand of its own AVX-512 intrinsics for a bug of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <type_traits>

#include "core/forest/batch/score_bits.h"
#include "core/forest/model/tree.h"

namespace winback::forest {
namespace {

#include "core/forest/batch/bits_columns_avx512-inl.h"

struct Avx512 : Columns512 {
  using Type = __m512i;
  static constexpr int kBytes = 64;
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
  // Byte j = `byte` where bit j of the mask at `bits` is set, else 0.
  static Type Spread(uint8_t const* bits, int byte) {
    __mmask64 mask;
    __builtin_memcpy(&mask, bits, sizeof mask);
    return _mm512_maskz_set1_epi8(mask, static_cast<char>(byte));
  }
};

// Half as wide, for few rows: a block's cost hardly falls with the rows it lacks.
struct Avx512Half : Columns512 {
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
  // Byte j = `byte` where bit j of the mask at `bits` is set, else 0.
  static Type Spread(uint8_t const* bits, int byte) {
    __mmask32 mask;
    __builtin_memcpy(&mask, bits, sizeof mask);
    return _mm256_maskz_set1_epi8(mask, static_cast<char>(byte));
  }
};

// clang-format off
#include "core/forest/batch/bits_transpose_kernel-inl.h"
#include "core/forest/batch/bits_questions_kernel-inl.h"
#include "core/forest/packed/leaf_words_avx512-inl.h"
#include "core/forest/batch/bits_leaves_kernel-inl.h"
// clang-format on

template <class Vec, int kGroups>
constexpr BitsKernel KernelOf(int32_t most) {
  using Runner = BitsRunner<Vec, kGroups>;
  return {Runner::kRows, most, &Runner::ScratchBytes, &Runner::Run};
}

}  // namespace

constinit BitsKernels const kBitsAvx512{
    {KernelOf<Avx512Half, 1>(256), KernelOf<Avx512, 1>(768), KernelOf<Avx512, 2>(1024)}, true};

}  // namespace winback::forest
