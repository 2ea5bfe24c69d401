#include "core/random/random_words.h"

#include "core/base/kernel_table.h"
#include "core/random/philox.h"

namespace winback::stats {
namespace {

void FillPlain(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words) {
  Philox const random(seed, stream);
  for (int64_t i = 0; i < blocks; ++i) {
    auto const block = random.Block(first + static_cast<uint64_t>(i));
    for (size_t k = 0; k < 4; ++k) words[4 * i + static_cast<int64_t>(k)] = block[k];
  }
}

constexpr KernelTable<WordKernels> kKernels{
    {Isa::kScalar, &kWordsScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kWordsAvx2},
    {Isa::kAvx512, &kWordsAvx512},
#endif
};

}  // namespace

constinit WordKernels const kWordsScalar{FillPlain};

void FillWords(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words) {
  kKernels.Active().fill(seed, stream, first, blocks, words);
}

}  // namespace winback::stats
