// The leaf codes of one tree while they are given out: as few bits as its leaves need, and codes
// near their parent's, so that few bit planes change at a turn.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace winback::forest {

// Two leaves below one node differ in bit 0 alone: they are a pair and take a couple of codes
// (2 i and 2 i + 1); every other leaf takes one code.
class LeafCodes {
 public:
  // For 1 to 256 leaves, `pairs` of them times two in pairs. Code 0 is taken, as the root's, with
  // its couple if `root_pair`.
  LeafCodes(uint32_t leaves, uint32_t pairs, bool root_pair);

  uint32_t Bits() const { return bits_; }
  // Takes the free code that differs from `code` in the fewest bits, with its couple if `pair`.
  // There is always one while no more leaves and pairs ask than were announced.
  uint32_t TakeNear(uint32_t code, bool pair);

 private:
  void Take(uint32_t code, bool pair);
  bool Fits(uint32_t code, bool pair) const;

  std::array<bool, 256> used_{};
  uint32_t bits_ = 0;
  uint32_t pairs_;    // that still need a couple
  uint32_t couples_;  // without a used code
};

}  // namespace winback::forest
