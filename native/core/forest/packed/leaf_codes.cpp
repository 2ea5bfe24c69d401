#include "core/forest/packed/leaf_codes.h"

#include <bit>

namespace winback::forest {
namespace {

// Every change of a code, those of few bits first.
constexpr std::array<uint8_t, 256> ChangesByDistance() {
  std::array<uint8_t, 256> changes{};
  size_t at = 0;
  for (int bits = 0; bits <= 8; ++bits) {
    for (uint32_t change = 0; change < 256; ++change) {
      if (std::popcount(change) == bits) changes[at++] = static_cast<uint8_t>(change);
    }
  }
  return changes;
}
constexpr std::array<uint8_t, 256> kByDistance = ChangesByDistance();

}  // namespace

LeafCodes::LeafCodes(uint32_t leaves, uint32_t pairs, bool root_pair)
    : bits_(leaves > 2 ? static_cast<uint32_t>(std::bit_width(leaves - 1)) : 1),
      pairs_(pairs),
      couples_(uint32_t{1} << (bits_ - 1)) {
  Take(0, root_pair);
}

uint32_t LeafCodes::TakeNear(uint32_t code, bool pair) {
  for (uint32_t const change : kByDistance) {
    uint32_t const candidate = code ^ change;
    if (candidate >> bits_ != 0 || !Fits(candidate, pair)) continue;
    Take(candidate, pair);
    return candidate;
  }
  return 0;
}

bool LeafCodes::Fits(uint32_t code, bool pair) const {
  if (used_[code]) return false;
  if (pair) return !used_[code ^ 1];
  return used_[code ^ 1] || couples_ > pairs_;
}

void LeafCodes::Take(uint32_t code, bool pair) {
  if (!used_[code] && !used_[code ^ 1]) --couples_;
  if (pair) --pairs_;
  used_[code] = true;
  if (pair) used_[code ^ 1] = true;
}

}  // namespace winback::forest
