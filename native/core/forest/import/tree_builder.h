// Trees whose nodes and leaves share one numbering, with the root first: XGBoost's and
// scikit-learn's. Walked from the root, so that pruned nodes that nothing reaches are left out.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/forest/import/part.h"
#include "core/forest/model/tree.h"

namespace winback::forest {

// A tree as the model lists it. All lists are of one length.
struct ListedTree {
  std::vector<int64_t> left;   // index, or -1 for a leaf
  std::vector<int64_t> right;  // index, or -1 for a leaf
  std::vector<double> cover;   // training weight behind each, >= 0; empty if unknown
  std::vector<double> gain;    // of splits; empty if unknown
};

// What only the library knows of its trees.
struct TreeParts {
  // The question of a split: all of a Node but its children.
  std::function<Node(size_t index, Tree& tree)> split;
  // Whether "left" of Node is the listed left child.
  std::function<bool(size_t index)> in_order;
  std::function<double(size_t index)> leaf;
};

// Throws kBadModel by `where` for a child outside the lists or met twice.
Tree BuildTree(Part const& where, ListedTree const& listed, TreeParts const& parts);

// Cover as whole numbers, in proportion: the root's becomes 2^30. Tree::leaf_counts holds such.
int32_t CountOf(double cover, double root);

}  // namespace winback::forest
