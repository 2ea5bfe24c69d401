// Single rows with 256-bit vectors.
#include <immintrin.h>

#include "core/forest/rows/row_kernel.h"

namespace winback::forest {
namespace {

struct Avx2 {
  using Type = __m256i;
  static constexpr int kBytes = 32;
  static Type Load(uint8_t const* at) {
    return _mm256_load_si256(reinterpret_cast<Type const*>(at));
  }
  static void Store(uint8_t* at, Type v) { _mm256_store_si256(reinterpret_cast<Type*>(at), v); }
  static Type And(Type a, Type b) { return _mm256_and_si256(a, b); }
  static Type Or(Type a, Type b) { return _mm256_or_si256(a, b); }
  static Type Fill64(uint64_t bits) { return _mm256_set1_epi64x(static_cast<long long>(bits)); }
};

#include "core/forest/rows/row_sum_kernel-inl.h"

}  // namespace

constinit RowKernels const kRowAvx2 = KernelsOf<Avx2>();

}  // namespace winback::forest
