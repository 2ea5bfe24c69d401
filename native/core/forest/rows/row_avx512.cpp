// Single rows with 512-bit vectors.
#include <immintrin.h>

#include "core/forest/rows/row_kernel.h"

namespace winback::forest {
namespace {

struct Avx512 {
  using Type = __m512i;
  static constexpr int kBytes = 64;
  static Type Load(uint8_t const* at) {
    return _mm512_load_si512(reinterpret_cast<Type const*>(at));
  }
  static void Store(uint8_t* at, Type v) { _mm512_store_si512(reinterpret_cast<Type*>(at), v); }
  static Type And(Type a, Type b) { return _mm512_and_si512(a, b); }
  static Type Or(Type a, Type b) { return _mm512_or_si512(a, b); }
  static Type Fill64(uint64_t bits) { return _mm512_set1_epi64(static_cast<long long>(bits)); }
};

#include "core/forest/rows/row_sum_kernel-inl.h"

}  // namespace

constinit RowKernels const kRowAvx512 = KernelsOf<Avx512>();

}  // namespace winback::forest
