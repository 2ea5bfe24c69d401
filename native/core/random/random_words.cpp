#include "core/random/random_words.h"

#include "core/base/cpu.h"
#include "core/random/philox.h"

namespace winback::stats {

void FillWordsScalar(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks,
                     uint32_t* words) {
  Philox const random(seed, stream);
  for (int64_t i = 0; i < blocks; ++i) {
    auto const block = random.Block(first + static_cast<uint64_t>(i));
    for (size_t k = 0; k < 4; ++k) words[4 * i + static_cast<int64_t>(k)] = block[k];
  }
}

void FillWords(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words) {
#ifdef WINBACK_X86
  if (ActiveIsa() == Isa::kAvx512) return FillWordsAvx512(seed, stream, first, blocks, words);
  if (ActiveIsa() == Isa::kAvx2) return FillWordsAvx2(seed, stream, first, blocks, words);
#endif
  FillWordsScalar(seed, stream, first, blocks, words);
}

}  // namespace winback::stats
