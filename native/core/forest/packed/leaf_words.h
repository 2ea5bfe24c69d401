// Leaf values as leaf_words_avx512-inl.h reads them: a tree's values split into words of 16 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace winback::forest {

constexpr uint32_t kMostWordBits = 7;  // of a leaf code

class LeafWords {
 public:
  LeafWords() = default;
  // Room for `trees` trees with codes of at most `bits` <= kMostWordBits bits.
  LeafWords(size_t trees, uint32_t bits);

  // The leaves of a tree by code, 2^bits of them at most.
  void Set(size_t tree, double const* leaves, size_t count);

  // 6 or 7, the bits that tables are made for; 0 where there are none.
  uint32_t Bits() const { return bits_; }
  // Four tables of 2^Bits() words, lowest words first, on a 64-byte boundary.
  uint16_t const* Of(size_t tree) const { return words_.get() + tree * Stride(); }

 private:
  struct Free {
    void operator()(uint16_t* memory) const;
  };
  size_t Stride() const { return size_t{4} << bits_; }

  uint32_t bits_ = 0;
  std::unique_ptr<uint16_t, Free> words_;
};

}  // namespace winback::forest
