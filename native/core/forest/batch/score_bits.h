// Bit-sliced batch scoring of a PackedForest: the interface of the instruction-set files
// (score_avx2.cpp, score_avx512.cpp, score_neon.cpp), which include bits_*_kernel-inl.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/forest/packed/packed_forest.h"

namespace winback::forest {

// Plain views that the kernels read: they must not instantiate library templates (CMakeLists.txt).
struct NumericView {
  int32_t feature;
  double const* thresholds;
  uint16_t const* below;
  double low;
  double scale;
  double last_cell;
  uint32_t count;
  uint32_t compares;
  uint32_t bits;
  uint32_t first_predicate;
  bool flush;
  bool nan_mask;
  bool zero_mask;
};

struct CategoricalView {
  int32_t feature;
  uint16_t const* code_of;
  uint32_t categories;  // length of code_of
  uint32_t codes;
  uint32_t bits;
  uint32_t nan_code;
  double below;        // a value above this is a category
  bool float_rounded;  // after it was rounded to float32
};

struct SetView {
  uint32_t categorical;
  uint32_t target;
  uint16_t const* codes;
  uint32_t count;
  bool inverted;
};

struct BitsView {
  NumericView const* numeric;
  uint32_t numerics;
  CategoricalView const* categorical;
  uint32_t categoricals;
  MissingVariant const* variants;
  uint32_t variant_count;
  SetView const* sets;
  uint32_t set_count;
  TreeProgram const* programs;
  ReachOp const* reach_ops;
  PairOp const* pair_ops;
  uint8_t const* plane_slots;
  double const* leaf_values;
  int32_t iterations;  // programs per class
  uint32_t predicates;
  double const* base;  // where the sums start, per class; null = 0
  bool float_sums;     // every partial sum is rounded to float32
  // LeafWords of the programs, in their order; of no bits where they are not made.
  uint16_t const* leaf_words;
  uint32_t leaf_word_bits;
};

// Memory that the next block reads.
struct AheadRun {
  void const* at;
  int64_t lines;  // of 64 bytes
};

// Memory of one thread, carved from one block by the caller; sizes from BitsKernel::scratch_bytes.
struct BitsBlock {
  // One column per feature of the forest, `rows` values each (whole vectors: padded by the caller).
  double const* const* columns;
  int32_t first_iteration;
  int32_t iteration_count;
  int32_t classes;
  double* sums;  // rows * classes, class after class, on a 64-byte boundary
  void* scratch;
  // Asked for while this block's trees run: their columns are too many for the hardware to foresee.
  AheadRun const* ahead;
  int32_t ahead_count;
};

// One block size of one instruction set.
struct BitsKernel {
  int32_t rows;  // exactly this many per call
  int32_t most;  // rows up to which its blocks beat the next larger kernel's: docs/decisions/0008
  uint64_t (*scratch_bytes)(BitsView const& view);
  void (*run)(BitsView const& view, BitsBlock const& block);
};

// By size; the last serves any number of rows. Unused places have no rows.
constexpr size_t kMaxKernels = 3;
struct BitsKernels {
  BitsKernel by_size[kMaxKernels];
  bool reads_words;  // looks leaves up in BitsView::leaf_words

  // Whether the set has kernels at all: kScalar has none.
  bool Any() const { return by_size[0].rows != 0; }
  // The kernel for a run of `rows` rows.
  BitsKernel const& For(int64_t rows) const;
};

extern BitsKernels const kBitsScalar;
extern BitsKernels const kBitsAvx2;
extern BitsKernels const kBitsAvx512;
extern BitsKernels const kBitsNeon;

BitsKernels const& ActiveBitsKernels();
// Whether any kernels that this CPU runs look leaves up in LeafWords.
bool AnyReadsWords();

// Rank-code and category helpers of the kernels need these to be true of every view.
constexpr uint32_t kRankPadding = 6;

}  // namespace winback::forest
