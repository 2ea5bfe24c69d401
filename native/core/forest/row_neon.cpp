// Single rows with 128-bit vectors.
#include <arm_neon.h>

#include "core/forest/row_kernel.h"

namespace winback::forest {
namespace {

struct Neon {
  using Type = uint8x16_t;
  static constexpr int kBytes = 16;
  static Type Load(uint8_t const* at) { return vld1q_u8(at); }
  static void Store(uint8_t* at, Type v) { vst1q_u8(at, v); }
  static Type And(Type a, Type b) { return vandq_u8(a, b); }
  static Type Or(Type a, Type b) { return vorrq_u8(a, b); }
  static Type Fill64(uint64_t bits) { return vreinterpretq_u8_u64(vdupq_n_u64(bits)); }
};

#include "core/forest/row_sum_kernel.h"

}  // namespace

RowKernel RowKernelNeon() { return KernelOf<Neon>(); }

}  // namespace winback::forest
