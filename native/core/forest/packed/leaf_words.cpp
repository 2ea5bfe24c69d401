#include "core/forest/packed/leaf_words.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace winback::forest {
namespace {

constexpr std::align_val_t kAlignment{64};
constexpr uint32_t kFewestBits = 6;

}  // namespace

void LeafWords::Free::operator()(uint16_t* memory) const { ::operator delete(memory, kAlignment); }

LeafWords::LeafWords(size_t trees, uint32_t bits) : bits_(std::max(bits, kFewestBits)) {
  size_t const bytes = trees * Stride() * sizeof(uint16_t);
  words_.reset(static_cast<uint16_t*>(::operator new(bytes, kAlignment)));
  std::memset(words_.get(), 0, bytes);
}

void LeafWords::Set(size_t tree, double const* leaves, size_t count) {
  uint16_t* const mine = words_.get() + tree * Stride();
  for (size_t leaf = 0; leaf < count; ++leaf) {
    uint16_t words[4];
    std::memcpy(words, leaves + leaf, sizeof words);
    for (size_t place = 0; place < 4; ++place) mine[(place << bits_) + leaf] = words[place];
  }
}

}  // namespace winback::forest
