// The boundary between leaf_scorer.cpp and its instruction-set files.
#pragma once

#include <cstdint>

#include "core/importance/leaf_steps.h"

namespace winback::importance {

// Trees whose leaves are added together, so that sums stay in registers.
constexpr int32_t kTreesAtOnce = 8;

// Codes of the same trees for the same rows, and their leaf values by code; also as LeafWords of
// `word_bits` bits where that is not 0.
struct LeafTables {
  double const* leaves[kTreesAtOnce];
  uint16_t const* words[kTreesAtOnce];
  uint8_t const* codes[kTreesAtOnce];
  int32_t count;
  uint32_t word_bits;
};

// For blocks of kBlockRows rows; planes, and codes but those of `ask`, are 64-byte aligned. How a
// plane orders its rows differs by set: planes that one set's kernels wrote, only they may read.
struct LeafKernels {
  // `codes` are the question's feature's; `table` is null for a range.
  void (*ask)(Question const& question, uint8_t const* codes, uint8_t const* table, uint8_t* plane);
  // Runs a tree's steps over `planes` and xors its code planes, as one byte per row, with `rest`
  // (null: with nothing) into `codes`.
  void (*codes)(TreeSteps const& tree, Step const* steps, Flip const* flips, uint8_t* planes,
                uint8_t const* rest, uint8_t* codes);
  // Adds the trees' leaves to every row's sum, tree after tree. The sums, on a 64-byte boundary,
  // are in an order of the kernel's own until `order`, with the same word bits, brings them into
  // row order.
  void (*add)(LeafTables const& tables, double* sums);
  void (*order)(uint32_t word_bits, double* sums);
  bool reads_words;  // looks leaves up in LeafWords
};

extern LeafKernels const kLeafScalar;
extern LeafKernels const kLeafAvx2;
extern LeafKernels const kLeafAvx512;

}  // namespace winback::importance
