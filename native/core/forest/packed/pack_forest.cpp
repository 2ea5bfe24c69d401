#include <algorithm>
#include <array>
#include <optional>

#include "core/forest/packed/leaf_codes.h"
#include "core/forest/packed/packed_forest.h"
#include "core/forest/packed/predicates.h"

namespace winback::forest {
namespace {

// Leaves below each node, children before parents.
std::vector<int32_t> SubtreeLeaves(Tree const& tree) {
  std::vector<int32_t> order;
  if (!tree.nodes.empty()) order.push_back(0);
  for (size_t i = 0; i < order.size(); ++i) {
    Node const& node = tree.nodes[static_cast<size_t>(order[i])];
    if (node.left >= 0) order.push_back(node.left);
    if (node.right >= 0) order.push_back(node.right);
  }
  std::vector<int32_t> leaves(tree.nodes.size(), 0);
  auto of = [&](int32_t child) { return child < 0 ? 1 : leaves[static_cast<size_t>(child)]; };
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    Node const& node = tree.nodes[static_cast<size_t>(*it)];
    leaves[static_cast<size_t>(*it)] = of(node.left) + of(node.right);
  }
  return leaves;
}

// Nodes with two leaves.
uint32_t Pairs(Tree const& tree) {
  auto const pair = [](Node const& node) { return node.left < 0 && node.right < 0; };
  return static_cast<uint32_t>(std::count_if(tree.nodes.begin(), tree.nodes.end(), pair));
}

// Whether the leaf that keeps a node's code is one of a pair. Of a node's children the right one
// moves to a new code, unless it is a leaf and the left one is not.
bool EndsInPair(Tree const& tree, int32_t node) {
  while (true) {
    Node const& at = tree.nodes[static_cast<size_t>(node)];
    if (at.left < 0 && at.right < 0) return true;
    if (at.left < 0 || at.right < 0) return false;
    node = at.left;
  }
}

// Writes one tree's program. Big subtrees choose their codes first, so that most right turns find a
// free code one bit away.
class TreeCompiler {
 public:
  TreeCompiler(Tree const& tree, Predicates& predicates, PackedForest& packed)
      : tree_(tree), predicates_(predicates), packed_(packed) {}

  // False when the codes of eight bits do not suffice.
  bool Run() {
    program_.first_reach = static_cast<uint32_t>(packed_.reach_ops.size());
    program_.first_pair = static_cast<uint32_t>(packed_.pair_ops.size());
    program_.first_plane = static_cast<uint32_t>(packed_.plane_slots.size());
    program_.first_leaf = static_cast<uint32_t>(packed_.leaf_values.size());
    auto const leaves = static_cast<uint32_t>(tree_.Leaves());
    if (leaves > 256 || !Split(leaves)) return false;
    program_.reaches = static_cast<uint16_t>(packed_.reach_ops.size() - program_.first_reach);
    program_.pairs = static_cast<uint16_t>(packed_.pair_ops.size() - program_.first_pair);
    WritePlanes();
    packed_.leaf_values.append(table_.begin(), table_.end());
    packed_.programs.push_back(program_);
    return true;
  }

 private:
  struct Open {
    int32_t leaves;
    int32_t node;
    uint32_t code;
    uint32_t slot;
    bool operator<(Open const& other) const { return leaves < other.leaves; }
  };

  bool Split(uint32_t leaves) {
    codes_.emplace(leaves, Pairs(tree_), !tree_.nodes.empty() && EndsInPair(tree_, 0));
    program_.bits = static_cast<uint8_t>(codes_->Bits());
    table_.assign(size_t{1} << program_.bits, tree_.leaf_values[0]);
    if (tree_.nodes.empty()) return true;
    leaves_ = SubtreeLeaves(tree_);
    Push(0, 0, kOnesSlot);
    while (!open_.empty()) {
      std::pop_heap(open_.begin(), open_.end());
      Open const at = open_.back();
      open_.pop_back();
      if (!SplitNode(at)) return false;
    }
    return true;
  }

  void Push(int32_t node, uint32_t code, uint32_t slot) {
    open_.push_back({leaves_[static_cast<size_t>(node)], node, code, slot});
    std::push_heap(open_.begin(), open_.end());
  }

  bool SplitNode(Open const& at) {
    Node const& node = tree_.nodes[static_cast<size_t>(at.node)];
    auto const predicate = static_cast<uint16_t>(kSlots + predicates_.Of(tree_, node));
    if (node.left < 0 && node.right < 0) {
      table_[at.code] = LeafValue(node.left);
      table_[at.code ^ 1] = LeafValue(node.right);
      packed_.pair_ops.push_back({predicate, static_cast<uint16_t>(at.slot)});
      return true;
    }
    if (next_slot_ + 2 >= kZeroSlot) return false;
    // The child that moves to the new code: the right one, unless it is a leaf.
    bool const right_moves = node.right >= 0;
    int32_t const moved = right_moves ? node.right : node.left;
    int32_t const stays = right_moves ? node.left : node.right;
    uint32_t const code = codes_->TakeNear(at.code, EndsInPair(tree_, moved));
    uint32_t const slot = Reach(predicate, at.slot, !right_moves);
    Push(moved, code, slot);
    if (((at.code ^ code) & 1) != 0) {
      packed_.pair_ops.push_back({static_cast<uint16_t>(slot), static_cast<uint16_t>(slot)});
    }
    for (uint32_t plane = 1; plane < 8; ++plane) {
      if (((at.code ^ code) >> plane) & 1) {
        planes_[plane].push_back(static_cast<uint8_t>(slot));
      }
    }
    if (stays >= 0) {
      Push(stays, at.code, Reach(static_cast<uint16_t>(slot), at.slot, true));
    } else {
      table_[at.code] = LeafValue(stays);
    }
    return true;
  }

  uint32_t Reach(uint16_t x, uint32_t parent, bool invert) {
    packed_.reach_ops.push_back(
        {x, static_cast<uint8_t>(parent), static_cast<uint8_t>(invert ? 1 : 0)});
    return next_slot_++;
  }

  double LeafValue(int32_t child) const { return tree_.leaf_values[static_cast<size_t>(~child)]; }

  void WritePlanes() {
    for (size_t plane = 1; plane < 8; ++plane) {
      auto& slots = planes_[plane];
      while (slots.size() % 4 != 0) slots.push_back(static_cast<uint8_t>(kZeroSlot));
      program_.plane_fours[plane] = static_cast<uint8_t>(slots.size() / 4);
      packed_.plane_slots.append(slots.begin(), slots.end());
    }
  }

  Tree const& tree_;
  Predicates& predicates_;
  PackedForest& packed_;
  TreeProgram program_;
  std::vector<int32_t> leaves_;
  std::vector<Open> open_;
  std::vector<double> table_;
  std::optional<LeafCodes> codes_;
  std::array<std::vector<uint8_t>, 8> planes_;
  uint32_t next_slot_ = 1;
};

// Why a tree has no program; empty when it got one.
std::string CompileTree(Tree const& tree, size_t index, Predicates& predicates,
                        PackedForest& packed) {
  if (!tree.linear.empty()) return "linear trees";
  if (TreeCompiler(tree, predicates, packed).Run()) return packed.refusal;
  return "tree " + std::to_string(index) + " has " + std::to_string(tree.Leaves()) +
         " leaves, more than 8-bit leaf codes hold";
}

}  // namespace

PackedForest PackForest(Forest const& forest) {
  PackedForest packed;
  packed.iterations = forest.Iterations();
  packed.rules = forest.rules;
  Predicates predicates(forest, packed);
  packed.features_known = packed.refusal.empty();
  for (int32_t k = 0; k < forest.classes && packed.refusal.empty(); ++k) {
    for (int32_t i = 0; i < packed.iterations && packed.refusal.empty(); ++i) {
      auto const index = static_cast<size_t>(i * forest.classes + k);
      packed.refusal = CompileTree(forest.trees[index], index, predicates, packed);
    }
  }
  if (!packed.refusal.empty()) {
    packed.programs = {};
    packed.leaf_values = {};
  }
  return packed;
}

}  // namespace winback::forest
