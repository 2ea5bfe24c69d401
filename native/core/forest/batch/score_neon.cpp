// The bit-sliced scorer with 128-bit vectors, for every 64-bit ARM CPU.
#if defined(__GNUC__) && !defined(__clang__)
// GCC moves the loads of all eight trees in front of their additions and then has too few
// registers: 15 % more instructions in the hottest loop. Large ARM cores reorder the loads by
// themselves.
#pragma GCC optimize("no-schedule-insns")
#endif

#include <arm_neon.h>

#include <type_traits>

#include "core/forest/batch/score_bits.h"
#include "core/forest/model/tree.h"

namespace winback::forest {
namespace {

struct Neon {
  using Type = uint8x16_t;
  static constexpr int kBytes = 16;
  static constexpr bool kWideColumns = false;

  static Type Zero() { return vdupq_n_u8(0); }
  static Type Ones() { return vdupq_n_u8(0xff); }
  static Type Fill(int bit) { return vdupq_n_u8(static_cast<uint8_t>(-bit)); }
  static Type Set8(int byte) { return vdupq_n_u8(static_cast<uint8_t>(byte)); }
  static Type Load(uint8_t const* at) { return vld1q_u8(at); }
  static void Store(uint8_t* at, Type v) { vst1q_u8(at, v); }
  static Type And(Type a, Type b) { return vandq_u8(a, b); }
  static Type AndNot(Type a, Type b) { return vbicq_u8(b, a); }
  static Type Or(Type a, Type b) { return vorrq_u8(a, b); }
  static Type Xor(Type a, Type b) { return veorq_u8(a, b); }
  static Type AndXor(Type a, Type b, Type c) { return And(a, Xor(b, c)); }
  static Type XorOfAnd(Type a, Type b, Type c) { return Xor(a, And(b, c)); }
  static Type Xor3(Type a, Type b, Type c) { return Xor(a, Xor(b, c)); }

  // Values with NaN and, where it matters, tiny ones as 0, and their grid cells.
  static void Buckets(NumericView const& numeric, double const* column, int rows, double* values,
                      int32_t* cells) {
    float64x2_t const low = vdupq_n_f64(numeric.low);
    float64x2_t const scale = vdupq_n_f64(numeric.scale);
    float64x2_t const last = vdupq_n_f64(numeric.last_cell);
    float64x2_t const zero = vdupq_n_f64(0.0);
    for (int row = 0; row < rows; row += 2) {
      float64x2_t v = vld1q_f64(column + row);
      v = Masked(v, vceqq_f64(v, v));
      if (numeric.flush) v = Masked(v, vreinterpretq_u64_u8(vmvnq_u8(Tiny(v))));
      vst1q_f64(values + row, v);
      // inf * 0 is NaN: the "number" forms take 0 then, as Ranker::Cell does.
      float64x2_t cell = vmulq_f64(vsubq_f64(v, low), scale);
      cell = vminnmq_f64(vmaxnmq_f64(cell, zero), last);
      vst1_s32(cells + row, vmovn_s64(vcvtq_s64_f64(cell)));
    }
  }

  // Byte r = all ones where row r is NaN, or tiny when `zero_too`.
  static void Missing(double const* column, int rows, bool zero_too, uint8_t* bytes) {
    for (int row = 0; row < rows; row += 8) {
      uint32x4_t const first =
          vuzp1q_u32(Absent(column + row, zero_too), Absent(column + row + 2, zero_too));
      uint32x4_t const second =
          vuzp1q_u32(Absent(column + row + 4, zero_too), Absent(column + row + 6, zero_too));
      uint16x8_t const all =
          vuzp1q_u16(vreinterpretq_u16_u32(first), vreinterpretq_u16_u32(second));
      vst1_u8(bytes + row, vmovn_u16(all));
    }
  }

 private:
  static float64x2_t Masked(float64x2_t v, uint64x2_t mask) {
    return vreinterpretq_f64_u64(vandq_u64(vreinterpretq_u64_f64(v), mask));
  }
  static Type Tiny(float64x2_t v) {
    return vreinterpretq_u8_u64(vcaleq_f64(v, vdupq_n_f64(kZeroThreshold)));
  }
  static uint32x4_t Absent(double const* at, bool zero_too) {
    float64x2_t const v = vld1q_f64(at);
    Type mask = vmvnq_u8(vreinterpretq_u8_u64(vceqq_f64(v, v)));
    if (zero_too) mask = Or(mask, Tiny(v));
    return vreinterpretq_u32_u8(mask);
  }
};

// clang-format off
#include "core/forest/batch/bits_transpose_kernel-inl.h"
// clang-format on

// Two bits or pairs of bits trade places: a shift and a select each.
template <int kBits>
inline void SwapBits(uint8x16_t& low, uint8x16_t& high, uint8x16_t mask) {
  uint8x16_t const moved = vshrq_n_u8(low, kBits);
  low = vbslq_u8(mask, low, vshlq_n_u8(high, kBits));
  high = vbslq_u8(mask, moved, high);
}

// Shifting in replaces half a byte in one instruction.
inline void SwapHalves(uint8x16_t& low, uint8x16_t& high) {
  uint8x16_t const old = low;
  low = vsliq_n_u8(low, high, 4);
  high = vsriq_n_u8(high, old, 4);
}

template <>
inline void TransposeBits<Neon>(uint8x16_t* r) {
  for (int i = 0; i < 8; i += 2) SwapBits<1>(r[i], r[i + 1], Neon::Set8(0x55));
  for (int i : {0, 1, 4, 5}) SwapBits<2>(r[i], r[i + 2], Neon::Set8(0x33));
  for (int i = 0; i < 4; ++i) SwapHalves(r[i], r[i + 4]);
}

// clang-format off
#include "core/forest/batch/bits_questions_kernel-inl.h"
#include "core/forest/batch/bits_leaves_kernel-inl.h"
// clang-format on

template <int kGroups>
constexpr BitsKernel KernelOf(int32_t most) {
  using Runner = BitsRunner<Neon, kGroups>;
  return {Runner::kRows, most, &Runner::ScratchBytes, &Runner::Run};
}

}  // namespace

// Sizes and their ranges by instruction counts: docs/decisions/0011.
constinit BitsKernels const kBitsNeon{{KernelOf<1>(256), KernelOf<4>(768), KernelOf<8>(1024)},
                                      false};

}  // namespace winback::forest
