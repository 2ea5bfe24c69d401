#include <cstring>

#include "core/base/avx512.h"
#include "core/random/random_words.h"

namespace winback::stats {
namespace {

// Eight blocks, one per 64-bit lane; only the low halves count.
struct Eight {
  __m512i x[4];
};

// Independent chains in flight: a round waits for its multiplications.
constexpr int kChains = 2;
constexpr int kRounds = 10;

inline __m512i Splat(uint32_t value) {
  return _mm512_set1_epi64(static_cast<long long>(static_cast<uint64_t>(value)));
}

// The round keys of a seed.
struct Keys {
  __m512i k0[kRounds];
  __m512i k1[kRounds];

  explicit Keys(uint64_t seed) {
    auto a = static_cast<uint32_t>(seed);
    auto b = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < kRounds; ++round) {
      k0[round] = Splat(a);
      k1[round] = Splat(b);
      a += 0x9E3779B9u;
      b += 0xBB67AE85u;
    }
  }
};

inline __m512i Xor3(__m512i a, __m512i b, __m512i c) {
  return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

inline void Round(Eight& e, __m512i k0, __m512i k1) {
  __m512i const a = _mm512_mul_epu32(e.x[0], Splat(0xD2511F53u));
  __m512i const b = _mm512_mul_epu32(e.x[2], Splat(0xCD9E8D57u));
  e.x[0] = Xor3(_mm512_srli_epi64(b, 32), e.x[1], k0);
  e.x[2] = Xor3(_mm512_srli_epi64(a, 32), e.x[3], k1);
  e.x[1] = b;
  e.x[3] = a;
}

// Even lanes hold blocks 0 to 3 and odd lanes 4 to 7, so that interleaving the halves of a block
// leaves the blocks in order.
inline Eight Start(uint64_t first, uint64_t stream) {
  __m512i const counter = _mm512_add_epi64(_mm512_set1_epi64(static_cast<long long>(first)),
                                           _mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0));
  return {{counter, _mm512_srli_epi64(counter, 32), Splat(static_cast<uint32_t>(stream)),
           Splat(static_cast<uint32_t>(stream >> 32))}};
}

inline void Store(Eight const& e, uint32_t* words) {
  __m512i const first = _mm512_mask_mov_epi32(e.x[0], 0xAAAA, _mm512_slli_epi64(e.x[1], 32));
  __m512i const second = _mm512_mask_mov_epi32(e.x[2], 0xAAAA, _mm512_slli_epi64(e.x[3], 32));
  _mm512_storeu_si512(words, _mm512_unpacklo_epi64(first, second));
  _mm512_storeu_si512(words + 16, _mm512_unpackhi_epi64(first, second));
}

template <int kCount>
inline void Blocks(Keys const& keys, uint64_t stream, uint64_t first, uint32_t* words) {
  Eight chain[kCount];
  for (int c = 0; c < kCount; ++c) chain[c] = Start(first + static_cast<uint64_t>(8 * c), stream);
  for (int round = 0; round < kRounds; ++round) {
    for (int c = 0; c < kCount; ++c) Round(chain[c], keys.k0[round], keys.k1[round]);
  }
  for (int c = 0; c < kCount; ++c) Store(chain[c], words + 32 * c);
}

void FillBlocks(uint64_t seed, uint64_t stream, uint64_t first, int64_t blocks, uint32_t* words) {
  Keys const keys(seed);
  constexpr int64_t kStep = 8 * kChains;
  int64_t block = 0;
  for (; block + kStep <= blocks; block += kStep) {
    Blocks<kChains>(keys, stream, first + static_cast<uint64_t>(block), words + 4 * block);
  }
  for (; block < blocks; block += 8) {
    uint32_t last[32];
    Blocks<1>(keys, stream, first + static_cast<uint64_t>(block), last);
    int64_t const left = blocks - block < 8 ? blocks - block : 8;
    std::memcpy(words + 4 * block, last, static_cast<size_t>(left) * 16);
  }
}

}  // namespace

constinit WordKernels const kWordsAvx512{FillBlocks};

}  // namespace winback::stats
