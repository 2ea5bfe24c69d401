#include "core/stats/poisson_weights.h"

#include "core/base/cpu.h"

namespace winback::stats {

void PoissonWeightsScalar(uint32_t const* words, int64_t count, int32_t* weights) {
  for (int64_t i = 0; i < count; ++i) {
    int32_t weight = 0;
    for (uint32_t bound : kPoissonBounds) weight += words[i] >= bound;
    weights[i] = weight;
  }
}

void PoissonWeights(uint32_t const* words, int64_t count, int32_t* weights) {
#ifdef WINBACK_X86
  if (ActiveIsa() != Isa::kScalar) return PoissonWeightsAvx2(words, count, weights);
#endif
  PoissonWeightsScalar(words, count, weights);
}

}  // namespace winback::stats
