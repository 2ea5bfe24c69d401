// Trees as branch-free steps over bit vectors, split by what a shuffled group of features moves.
//
// A plane holds one bit per row of a block. The rows that reach a node are those that reach its
// parent and answer its question accordingly. A leaf's code is the xor of one mask per right turn
// on the way to it (a mask is chosen so that codes of different leaves differ), so each bit plane
// of the code is the xor of some reaches.
//
// Shuffling a group of features changes nothing at a node unless one above it asks about the group.
// `kept` steps are run once for all shuffles of the group and end in a part of the code; `moved`
// steps lie below a question of the group and give the rest, shuffle by shuffle.
#pragma once

#include <cstdint>
#include <vector>

#include "core/forest/model/tree.h"
#include "core/importance/row_codes.h"

namespace winback::importance {

constexpr int64_t kBlockRows = 1024;
constexpr int64_t kPlaneBytes = kBlockRows / 8;
constexpr int32_t kMaxLeaves = 256;

// Where planes lie: all ones; the questions; those of the group, shuffled; reaches.
struct PlaneMap {
  uint32_t questions = 1;
  uint32_t moved_questions = 0;
  uint32_t scratch = 0;  // kMaxLeaves reaches of the tree at hand
  uint32_t inputs = 0;   // reaches that moved steps start from, of all trees
  uint32_t end = 0;
};

// plane[target] = plane[parent] & (plane[question] ^ left).
struct Step {
  uint32_t target;
  uint32_t parent;
  uint32_t question;
  uint32_t left;
};

// A code plane ^= plane[reach] & plane[question].
struct Flip {
  uint32_t reach;
  uint32_t question;
};

struct TreeSteps {
  uint32_t first_step = 0;
  uint32_t steps = 0;
  uint32_t first_flip = 0;  // those of code bit 0, then of bit 1, ...
  uint32_t flip_count = 0;
  uint16_t flips[8] = {};  // per code bit
};

// What does not depend on the group: the order of visits and the codes.
class TreeCodes {
 public:
  struct Visit {
    int32_t node;    // -1 for a leaf
    int32_t parent;  // node; -1 for the root
    bool right;
    uint8_t flip;  // mask of a right turn
  };
  // `tree` has at most kMaxLeaves leaves.
  explicit TreeCodes(forest::Tree const& tree);
  std::vector<Visit> const& Visits() const { return visits_; }  // preorder
  // By code; room for every code that fits the bits in use.
  std::vector<double> const& Leaves() const { return leaves_; }

 private:
  std::vector<Visit> visits_;
  std::vector<double> leaves_;
};

struct GroupSteps {
  PlaneMap planes;
  std::vector<uint32_t> asked;  // questions of the group; plane moved_questions + i is asked[i]
  std::vector<Step> steps;
  std::vector<Flip> flips;
  std::vector<TreeSteps> kept;   // per tree
  std::vector<TreeSteps> moved;  // per tree; empty where the tree reads none of the group
};

// `in_group` per feature.
GroupSteps StepsOf(std::vector<TreeCodes> const& trees, RowCodes const& codes,
                   std::vector<char> const& in_group);

}  // namespace winback::importance
