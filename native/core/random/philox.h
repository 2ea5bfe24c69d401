// Philox4x32-10, a counter-based random generator: the i-th number depends on (seed, stream, i)
// alone, so any split over threads gives the same bytes.
// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
#pragma once

#include <array>
#include <cstdint>

namespace winback {

class Philox {
 public:
  Philox(uint64_t seed, uint64_t stream) : key_{Low(seed), High(seed)}, stream_(stream) {}

  // Four independent 32-bit numbers for this counter.
  std::array<uint32_t, 4> Block(uint64_t counter) const {
    std::array<uint32_t, 4> x{Low(counter), High(counter), Low(stream_), High(stream_)};
    uint32_t k0 = key_[0];
    uint32_t k1 = key_[1];
    for (int round = 0; round < 10; ++round) {
      uint64_t const a = uint64_t{0xD2511F53u} * x[0];
      uint64_t const b = uint64_t{0xCD9E8D57u} * x[2];
      x = {High(b) ^ x[1] ^ k0, Low(b), High(a) ^ x[3] ^ k1, Low(a)};
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    return x;
  }

  // A uniform double in [0, 1) with 53 bits, two per block: index i uses half of block i / 2.
  double Uniform(uint64_t index) const {
    auto const block = Block(index >> 1);
    size_t const half = (index & 1) * 2;
    uint64_t const bits = (uint64_t{block[half + 1]} << 32) | block[half];
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
  }

 private:
  static uint32_t Low(uint64_t v) { return static_cast<uint32_t>(v); }
  static uint32_t High(uint64_t v) { return static_cast<uint32_t>(v >> 32); }

  std::array<uint32_t, 2> key_;
  uint64_t stream_;
};

}  // namespace winback
