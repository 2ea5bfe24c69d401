#include "core/forest/rows/row_kernel.h"

#include <cstring>

namespace winback::forest {
namespace {

// A vector of one word: the same code without an instruction set. On ARM GCC makes 128-bit vectors
// of it by itself, with as many instructions as from intrinsics (docs/decisions/0011).
struct Plain {
  using Type = uint64_t;
  static constexpr int kBytes = 8;
  static Type Load(uint8_t const* at) {
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  static void Store(uint8_t* at, Type v) { std::memcpy(at, &v, sizeof v); }
  static Type And(Type a, Type b) { return a & b; }
  static Type Or(Type a, Type b) { return a | b; }
  static Type Fill64(uint64_t bits) { return bits; }
};

#include "core/forest/rows/row_sum_kernel-inl.h"

}  // namespace

RowKernel RowKernelFor(Isa isa) {
#ifdef WINBACK_X86
  if (isa == Isa::kAvx512) return RowKernelAvx512();
  if (isa == Isa::kAvx2) return RowKernelAvx2();
#endif
  static_cast<void>(isa);
  return KernelOf<Plain>();
}

}  // namespace winback::forest
