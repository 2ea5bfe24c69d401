// One row at a time without walking a tree: leaf boxes and bitmaps.
//
// A leaf is a box: an interval of ranks per numeric feature and a set of codes per categorical one.
// For every state a feature can be in (rank, code, missing) and every tree there is a bitmap of the
// leaves whose box contains that state. The bitwise and over the features' current states leaves
// exactly one bit, the leaf of the row, since boxes are disjoint and cover everything. That is the
// bit vector scheme of packet classification (Lakshman and Stiliadis, SIGCOMM 1998) with trees for
// rule sets; no split is visited and no order of leaves or thresholds is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/forest/model/tree.h"
#include "core/forest/packed/packed_forest.h"
#include "core/forest/rows/row_kernel.h"

namespace winback::forest {

// The two tables as a forest file keeps them; empty when it has none.
struct StoredMasks {
  Array<double> leaf_values;
  Array<uint8_t> masks;  // on a 64-byte boundary
};

class RowMasks {
 public:
  // `forest` and `packed` must outlive the masks, and so must the memory behind `stored`, which is
  // used where it lies instead of being made. Check Refusal() before use. Throws kBadModel when
  // stored tables are not of this forest's size or hold other leaf values; their bits are not
  // trusted: whatever they hold, a score reads no memory outside them.
  RowMasks(Forest const& forest, PackedForest const& packed, StoredMasks stored = {});

  // Empty, or why this forest has no masks (too many leaves in a tree, or too much memory).
  std::string const& Refusal() const { return refusal_; }
  // The most rows that are scored sooner one after the other than as a block of the bit-sliced path
  // (measured: docs/decisions/0008, bench/trials/crossover.ts).
  int64_t FewRows() const { return summable_ ? 48 : 16; }

  // Views of what a file stores. Empty for linear leaves: their masks are always made afresh.
  StoredMasks Stored() const;

  // The sums of one row, before FinishSums, into out[classes]. Allocates nothing. Any thread.
  void Score(RowKernels const& kernels, Iterations range, double const* row, double* out) const;

 private:
  struct Feature {
    int32_t feature = 0;
    Ranker const* ranker = nullptr;  // numeric
    CategoricalFeature const* categorical = nullptr;
    uint32_t states = 0;
    uint32_t nan_state = 0;
    uint32_t zero_state = 0;  // of a numeric one with zero_mask, else unused
    bool zero_mask = false;
    size_t stride = 0;  // bytes from a state's bitmaps to the next state's in the group's table
  };
  // Features with few states share a table of their joint states: fewer streams to read per row.
  struct Group {
    size_t first = 0;  // of features_
    size_t count = 0;
    size_t states = 1;  // the product of its features'
    size_t offset = 0;  // bytes of its first bitmap row
  };
  struct Free {
    void operator()(void* memory) const;
  };
  friend class RowMaskBuilder;

  void AddFeatures(PackedForest const& packed);
  void MakeGroups();
  void CheckLeaves() const;
  bool LayOut();
  void Allocate();
  uint32_t StateOf(Feature const& feature, double value) const;
  void ScorePlain(RowKernels const& kernels, Iterations range, uint8_t const* const* streams,
                  double const* row, double* out) const;

  Forest const& forest_;
  std::vector<Feature> features_;  // group after group
  std::vector<Group> groups_;
  Array<double> leaf_values_;  // by tree, then leaf: `leaf_bits_` a tree
  std::unique_ptr<uint8_t, Free> own_;
  uint8_t const* masks_ = nullptr;
  size_t bytes_ = 0;
  size_t row_bytes_ = 0;     // one state: all trees' bitmaps, a multiple of 64
  size_t word_trees_ = 0;    // trees rounded up, so that words of later planes are aligned
  uint32_t leaf_bits_ = 64;  // 32, 64 or 128 bits a tree
  bool linear_ = false;
  bool summable_ = false;  // one output, one word a tree, plain leaves: the kernels' own loop
  std::string refusal_;
};

}  // namespace winback::forest
