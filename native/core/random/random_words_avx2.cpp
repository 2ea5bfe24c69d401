#include <immintrin.h>

#include "core/random/random_words.h"

namespace winback::stats {
namespace {

// Four blocks, one per 64-bit lane; only the low halves count.
struct Four {
  __m256i x[4];
};

// Independent chains in flight: a round waits for its multiplications.
constexpr int kChains = 3;

inline __m256i Splat(uint32_t value) {
  return _mm256_set1_epi64x(static_cast<long long>(static_cast<uint64_t>(value)));
}

inline void Round(Four& four, __m256i k0, __m256i k1) {
  __m256i const a = _mm256_mul_epu32(four.x[0], Splat(0xD2511F53u));
  __m256i const b = _mm256_mul_epu32(four.x[2], Splat(0xCD9E8D57u));
  four.x[0] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(b, 32), four.x[1]), k0);
  four.x[2] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(a, 32), four.x[3]), k1);
  four.x[1] = b;
  four.x[3] = a;
}

inline void Store(Four const& four, uint32_t* words) {
  __m256i const low = _mm256_set1_epi64x(0xFFFFFFFFll);
  __m256i const first =
      _mm256_or_si256(_mm256_and_si256(four.x[0], low), _mm256_slli_epi64(four.x[1], 32));
  __m256i const second =
      _mm256_or_si256(_mm256_and_si256(four.x[2], low), _mm256_slli_epi64(four.x[3], 32));
  __m256i const even = _mm256_unpacklo_epi64(first, second);  // blocks 0 and 2
  __m256i const odd = _mm256_unpackhi_epi64(first, second);   // blocks 1 and 3
  auto* out = reinterpret_cast<__m256i*>(words);
  _mm256_storeu_si256(out, _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(even, odd, 0x31));
}

void FillBlocks(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words) {
  constexpr int64_t kStep = 4 * kChains;
  int64_t block = 0;
  for (; block + kStep <= blocks; block += kStep) {
    Four four[kChains];
    for (int c = 0; c < kChains; ++c) {
      uint64_t const base = first + static_cast<uint64_t>(block) + static_cast<uint64_t>(4 * c);
      __m256i const counter = _mm256_add_epi64(_mm256_set1_epi64x(static_cast<long long>(base)),
                                               _mm256_set_epi64x(3, 2, 1, 0));
      four[c] = {{counter, _mm256_srli_epi64(counter, 32), Splat(static_cast<uint32_t>(stream)),
                  Splat(static_cast<uint32_t>(stream >> 32))}};
    }
    auto k0 = static_cast<uint32_t>(seed);
    auto k1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      for (int c = 0; c < kChains; ++c) Round(four[c], Splat(k0), Splat(k1));
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    for (int c = 0; c < kChains; ++c) Store(four[c], words + 4 * (block + 4 * c));
  }
  kWordsScalar.fill(seed, stream, first + static_cast<uint64_t>(block), blocks - block,
                    words + 4 * block);
}

}  // namespace

constinit WordKernels const kWordsAvx2{FillBlocks};

}  // namespace winback::stats
