#include "core/resampling/poisson_weights.h"

#include <cstring>

#include "core/base/kernel_table.h"
#include "core/random/philox.h"
#include "core/random/random_words.h"

namespace winback::stats {
namespace {

constexpr size_t kLargest = 15;  // P(N > 15) is below 2^-45

// Counter of the blocks that settle a row, beyond those of any row's 16 bits.
constexpr uint64_t kSecondWords = uint64_t{1} << 62;

// Weight k belongs to the second words in [bounds[k - 1], bounds[k]): what the 16 bits leave of
// each probability, on 32 bits.
constexpr std::array<uint64_t, kLargest> kRestBounds = [] {
  std::array<uint64_t, kLargest> bounds{};
  double const all = 65536.0 - kPoissonBounds[kPoissonDirect - 1];
  double probability = kPoissonZero;
  double total = 0;
  for (unsigned k = 0; k < kLargest; ++k) {
    double const share = 65536 * probability;
    total += k < kPoissonDirect ? share - static_cast<unsigned>(share) : share;
    bounds[k] = static_cast<uint64_t>(total / all * 0x1.0p32 + 0.5);
    probability /= k + 1;
  }
  return bounds;
}();

uint8_t WeightOfRest(uint32_t word) {
  unsigned weight = 0;
  for (uint64_t bound : kRestBounds) weight += word >= bound;
  return static_cast<uint8_t>(weight);
}

void CountBounds(uint32_t const* words, int64_t count, uint8_t* weights) {
  for (int64_t i = 0; i < count; ++i) {
    auto const bits = static_cast<uint16_t>(words[i >> 1] >> (16 * (i & 1)));
    unsigned weight = 0;
    for (uint16_t bound : kPoissonBounds) weight += bits >= bound;
    weights[i] = static_cast<uint8_t>(weight);
  }
}

constexpr KernelTable<PoissonKernels> kKernels{
    {Isa::kScalar, &kPoissonScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kPoissonAvx2},
    {Isa::kAvx512, &kPoissonAvx512},
#endif
};

// Eight bytes at a time in 16-bit lanes, emptied before they can overflow.
int64_t SumOf(uint8_t const* weights, int64_t count) {
  constexpr uint64_t kEven = 0x00FF00FF00FF00FFu;
  int64_t total = 0;
  int64_t i = 0;
  while (i + 8 <= count) {
    uint64_t lanes = 0;
    int64_t const end = count - i < 1024 ? count : i + 1024;
    for (; i + 8 <= end; i += 8) {
      uint64_t eight;
      std::memcpy(&eight, weights + i, sizeof eight);
      lanes += (eight & kEven) + ((eight >> 8) & kEven);
    }
    for (; lanes != 0; lanes >>= 16) total += static_cast<int64_t>(lanes & 0xFFFF);
  }
  for (; i < count; ++i) total += weights[i];
  return total;
}

}  // namespace

constinit PoissonKernels const kPoissonScalar{CountBounds};

PoissonKernels const& ActivePoissonKernels() { return kKernels.Active(); }

int64_t PoissonWeights(uint64_t seed, uint64_t stream, int64_t first, int64_t count,
                       uint32_t* words, uint8_t* weights) {
  FillWords(seed, stream, static_cast<uint64_t>(first / 8), (count + 7) / 8, words);
  ActivePoissonKernels().count_bounds(words, count, weights);
  auto const* const end = weights + count;
  auto const find = [&](uint8_t* from) {
    return static_cast<uint8_t*>(
        std::memchr(from, kPoissonDirect, static_cast<size_t>(end - from)));
  };
  for (auto* at = find(weights); at != nullptr; at = at + 1 < end ? find(at + 1) : nullptr) {
    auto const row = static_cast<uint64_t>(first + (at - weights));
    *at = WeightOfRest(Philox(seed, stream).Block(kSecondWords + row)[0]);
  }
  return SumOf(weights, count);
}

}  // namespace winback::stats
