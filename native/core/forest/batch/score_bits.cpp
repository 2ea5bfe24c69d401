#include "core/forest/batch/score_bits.h"

#include "core/base/kernel_table.h"

namespace winback::forest {
namespace {

constexpr KernelTable<BitsKernels> kKernels{
    {Isa::kScalar, &kBitsScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kBitsAvx2},
    {Isa::kAvx512, &kBitsAvx512},
#endif
#ifdef WINBACK_ARM
    {Isa::kNeon, &kBitsNeon},
#endif
};

}  // namespace

// Without vectors, row bitmaps are as fast (CompiledForest).
constinit BitsKernels const kBitsScalar{{}, false};

BitsKernel const& BitsKernels::For(int64_t rows) const {
  size_t chosen = 0;
  while (chosen + 1 < kMaxKernels && by_size[chosen + 1].rows != 0 && rows > by_size[chosen].most) {
    ++chosen;
  }
  return by_size[chosen];
}

BitsKernels const& ActiveBitsKernels() { return kKernels.Active(); }

bool AnyReadsWords() {
  return kKernels.AnySupported([](BitsKernels const& kernels) { return kernels.reads_words; });
}

}  // namespace winback::forest
