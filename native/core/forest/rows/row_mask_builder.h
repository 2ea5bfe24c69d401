// Fills the bitmaps of RowMasks.
#pragma once

#include <vector>

#include "core/forest/rows/row_masks.h"

namespace winback::forest {

// Walks every tree once, carrying the box of the node at hand, and notes at each leaf the states
// that its box leaves out.
class RowMaskBuilder {
 public:
  RowMaskBuilder(RowMasks& masks, Forest const& forest);
  void Run();

 private:
  // What one feature may still be on the way to a node: ranks [low, high], or a set of codes.
  struct Side {
    uint32_t feature = 0;  // index into masks.features_
    uint32_t low = 0;
    uint32_t high = 0;
    bool nan = true;
    bool zero = true;
    std::vector<char> codes{};  // by code; empty for a numeric feature
  };
  struct Visit {
    int32_t child;
    size_t path;  // length of the path above
    Side side;
  };

  void AddTree(Tree const& tree, size_t index);
  void Push(Tree const& tree, int32_t child, Side side, std::vector<Visit>& open) const;
  Side Current(uint32_t feature) const;
  Side Narrowed(Tree const& tree, Node const& node, Side side, bool left) const;
  void AddLeaf(size_t tree, int32_t leaf);
  void Exclude(Side const& side, size_t tree, int32_t leaf);
  void Flip(Side const& side, uint32_t state, size_t tree, int32_t leaf);
  void Finish(size_t feature);
  void Join(RowMasks::Group const& group);

  RowMasks& masks_;
  Forest const& forest_;
  std::vector<int32_t> numeric_of_;  // feature -> index into masks.features_, or -1
  std::vector<int32_t> categorical_of_;
  std::vector<uint8_t*> tables_;  // per feature: its own bitmaps, in place where it is alone
  std::vector<uint8_t> apart_;    // those of features in groups
  std::vector<Side> path_;
  std::vector<size_t> seen_;  // per feature: stamp of the leaf that met it last
  size_t stamp_ = 0;
};

}  // namespace winback::forest
