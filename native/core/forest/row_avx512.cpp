#include <immintrin.h>

#include "core/forest/row_kernel.h"

namespace winback::forest {
namespace {

// A cache line of every stream at a time; the streams are too many for the hardware to foresee.
void AndStreams(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out) {
  constexpr uint64_t kAhead = 512;
  for (uint64_t at = 0; at < bytes; at += 64) {
    __m512i all = _mm512_load_si512(streams[0] + at);
    for (int32_t s = 1; s < count; ++s) {
      _mm_prefetch(reinterpret_cast<char const*>(streams[s] + at + kAhead), _MM_HINT_T0);
      all = _mm512_and_si512(all, _mm512_load_si512(streams[s] + at));
    }
    _mm512_store_si512(out + at, all);
  }
}

}  // namespace

RowKernel RowKernelAvx512() { return {&AndStreams}; }

}  // namespace winback::forest
