// Philox4x32-10 in bulk: the same words as core/random/philox.h, several blocks at a time.
#pragma once

#include <cstdint>

namespace winback::stats {

// words[4 * i + k] = Philox(seed, stream).Block(first + i)[k] for i in [0, blocks).
void FillWords(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words);

struct WordKernels {
  // As FillWords.
  void (*fill)(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words);
};

extern WordKernels const kWordsScalar;
extern WordKernels const kWordsAvx2;
extern WordKernels const kWordsAvx512;

}  // namespace winback::stats
