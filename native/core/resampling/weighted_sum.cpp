#include "core/resampling/weighted_sum.h"

#include "core/base/kernel_table.h"

namespace winback::stats {
namespace {

void AddProducts(uint8_t const* weights, double const* values, int64_t count, double* lanes) {
  for (int64_t i = 0; i + kSumLanes <= count; i += kSumLanes) {
    for (int64_t k = 0; k < kSumLanes; ++k) lanes[k] += weights[i + k] * values[i + k];
  }
}

constexpr KernelTable<ProductKernels> kKernels{
    {Isa::kScalar, &kProductsScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kProductsAvx2},
    {Isa::kAvx512, &kProductsAvx512},
#endif
};

}  // namespace

constinit ProductKernels const kProductsScalar{AddProducts};

double WeightedSum(uint8_t const* weights, double const* values, int64_t count) {
  double lanes[kSumLanes] = {};
  kKernels.Active().add(weights, values, count, lanes);
  for (int64_t i = count / kSumLanes * kSumLanes; i < count; ++i) {
    lanes[i % kSumLanes] += weights[i] * values[i];
  }
  for (int half = kSumLanes / 2; half > 0; half /= 2) {
    for (int k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

}  // namespace winback::stats
