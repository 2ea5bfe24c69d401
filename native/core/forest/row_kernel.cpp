#include "core/forest/row_kernel.h"

#include <cstring>

namespace winback::forest {
namespace {

void AndStreams(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out) {
  std::memcpy(out, streams[0], bytes);
  for (int32_t s = 1; s < count; ++s) {
    for (uint64_t i = 0; i < bytes; ++i) out[i] = static_cast<uint8_t>(out[i] & streams[s][i]);
  }
}

}  // namespace

RowKernel RowKernelFor(Isa isa) {
#ifdef WINBACK_X86
  if (isa == Isa::kAvx512) return RowKernelAvx512();
  if (isa == Isa::kAvx2) return RowKernelAvx2();
#endif
  static_cast<void>(isa);
  return {&AndStreams};
}

}  // namespace winback::forest
