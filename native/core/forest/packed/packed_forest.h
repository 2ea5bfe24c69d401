// A forest compiled for bit-sliced batch scoring: one bit per row in each vector, one vector per
// question "does this row go right here?", and per tree a branch-free list of and/xor steps that
// ends in leaf codes. batch/score_bits.h runs it; docs/explanation/scoring.md explains it.
//
// What is asked of a row, the predicates, is shared by all trees: a forest's many thousand splits
// use only a few thousand distinct (feature, threshold) pairs. Predicates are numbered:
//   [first, first + Count) of each numeric feature   rank > k: plain comparisons
//   then                                             variants with a default direction for missing
//   then                                             one per distinct category set: not in the set
// A vector index below kSlots names a slot of the running tree, index kSlots + p names predicate p.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/array.h"
#include "core/forest/model/tree.h"
#include "core/forest/packed/ranker.h"

namespace winback::forest {

constexpr uint32_t kSlots = 256;
constexpr uint32_t kOnesSlot = 0;    // reach of the root: every row
constexpr uint32_t kZeroSlot = 255;  // no row: padding of the plane lists
constexpr uint32_t kMaxPredicates = 65536 - kSlots;
constexpr uint32_t kMaxCodes = 4096;  // distinct categories of one feature

struct NumericFeature {
  int32_t feature = 0;
  Ranker ranker;
  uint32_t first_predicate = 0;
  bool nan_mask = false;   // some split sends NaN its default way
  bool zero_mask = false;  // some split sends zero and NaN its default way
};

// target = source, except that missing rows follow the default direction.
struct MissingVariant {
  uint32_t source = 0;
  uint32_t target = 0;
  uint32_t numeric = 0;  // index into PackedForest::numeric
  bool zero_kind = false;
  bool default_left = false;
};

struct CategoricalFeature {
  int32_t feature = 0;
  // By category: 1.., or 0 when no set holds it. An even number of them, for kernels that read two.
  Array<uint16_t> code_of;
  uint32_t codes = 1;  // including code 0
  uint32_t bits = 0;
  uint16_t nan_code = 0;  // of NaN; another than 0 where some split sends NaN left
};

struct CategorySet {
  uint32_t categorical = 0;  // index into PackedForest::categorical
  uint32_t target = 0;       // the predicate: "not in the set"
  Array<uint16_t> codes;
  bool inverted = false;  // `codes` are the ones outside the set
};

// slot[next] = slot[parent] & (vector[x] ^ invert): the rows that reach a node. x is the predicate
// of the parent, or the reach of the sibling.
struct ReachOp {
  uint16_t x = 0;
  uint8_t parent = 0;
  uint8_t invert = 0;
};

// Rows that reach the parent of two leaves and go right: they differ in bit 0 of the code alone.
struct PairOp {
  uint16_t predicate = 0;
  uint16_t reach = 0;
};

// Leaf codes are corners of a hypercube: a right turn flips few bits, and each bit plane of the
// code is the xor of the reaches on its list.
struct TreeProgram {
  uint32_t first_reach = 0;
  uint32_t first_pair = 0;
  uint32_t first_plane = 0;  // into plane_slots; lists of planes 1..7 follow each other
  uint32_t first_leaf = 0;   // into leaf_values, 2^bits of them
  uint16_t reaches = 0;
  uint16_t pairs = 0;
  uint8_t plane_fours[8] = {};  // length of each plane's list / 4
  uint8_t bits = 0;
  uint8_t unused[3] = {};
};

// Read in place from a forest file: no padding.
static_assert(sizeof(ReachOp) == 4 && sizeof(PairOp) == 4 && sizeof(TreeProgram) == 32);

struct PackedForest {
  std::vector<NumericFeature> numeric;
  std::vector<CategoricalFeature> categorical;
  std::vector<MissingVariant> variants;
  std::vector<CategorySet> sets;
  uint32_t predicates = 0;
  // Class after class: tree t of the model is programs[(t % classes) * iterations + t / classes].
  Array<TreeProgram> programs;
  Array<ReachOp> reach_ops;
  Array<PairOp> pair_ops;
  Array<uint8_t> plane_slots;
  Array<double> leaf_values;  // by leaf code
  int32_t iterations = 0;
  Rules rules;  // the forest's

  // Empty, or why this forest cannot be bit-sliced; programs are then missing, and unless
  // `features_known` the features too.
  std::string refusal;
  bool features_known = false;
};

// Never fails: a forest outside the fast path's class comes back with `refusal` set.
PackedForest PackForest(Forest const& forest);

}  // namespace winback::forest
