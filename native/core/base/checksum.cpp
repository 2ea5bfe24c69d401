#include "core/base/checksum.h"

#include <cstring>

namespace winback {
namespace {

constexpr uint64_t kPrime = 0x100000001b3;
constexpr size_t kStep = 32;

void AddStep(uint64_t (&lanes)[4], uint8_t const* at) {
  for (size_t lane = 0; lane < 4; ++lane) {
    uint64_t word;
    std::memcpy(&word, at + 8 * lane, 8);
    uint64_t const mixed = (lanes[lane] ^ word) * kPrime;
    lanes[lane] = mixed ^ (mixed >> 29);
  }
}

}  // namespace

uint64_t Checksum(std::span<uint8_t const> bytes) {
  uint64_t lanes[4] = {0xcbf29ce484222325, 1, 2, 3};
  size_t at = 0;
  for (; at + kStep <= bytes.size(); at += kStep) AddStep(lanes, bytes.data() + at);
  if (at < bytes.size()) {
    uint8_t last[kStep] = {};
    std::memcpy(last, bytes.data() + at, bytes.size() - at);
    AddStep(lanes, last);
  }
  uint64_t hash = 0;
  for (uint64_t const lane : lanes) {
    hash = (hash ^ lane) * kPrime;
    hash ^= hash >> 29;
  }
  return hash;
}

}  // namespace winback
