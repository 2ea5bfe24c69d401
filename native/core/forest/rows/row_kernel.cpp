#include "core/forest/rows/row_kernel.h"

#include <cstring>

#include "core/base/kernel_table.h"

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

constexpr KernelTable<RowKernels> kKernels{
    {Isa::kScalar, &kRowScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kRowAvx2},
    {Isa::kAvx512, &kRowAvx512},
#endif
};

}  // namespace

constinit RowKernels const kRowScalar = KernelsOf<Plain>();

RowKernels const& ActiveRowKernels() { return kKernels.Active(); }

}  // namespace winback::forest
