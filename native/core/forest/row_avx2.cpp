#include <immintrin.h>

#include "core/forest/row_kernel.h"

namespace winback::forest {
namespace {

// 128 bytes of every stream at a time; the streams are too many for the hardware to foresee.
void AndStreams(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out) {
  constexpr uint64_t kAhead = 512;
  for (uint64_t at = 0; at < bytes; at += 64) {
    auto load = [&](int32_t s, uint64_t i) {
      return _mm256_load_si256(reinterpret_cast<__m256i const*>(streams[s] + at + i));
    };
    __m256i a = load(0, 0);
    __m256i b = load(0, 32);
    for (int32_t s = 1; s < count; ++s) {
      _mm_prefetch(reinterpret_cast<char const*>(streams[s] + at + kAhead), _MM_HINT_T0);
      a = _mm256_and_si256(a, load(s, 0));
      b = _mm256_and_si256(b, load(s, 32));
    }
    _mm256_store_si256(reinterpret_cast<__m256i*>(out + at), a);
    _mm256_store_si256(reinterpret_cast<__m256i*>(out + at + 32), b);
  }
}

}  // namespace

RowKernel RowKernelAvx2() { return {&AndStreams}; }

}  // namespace winback::forest
