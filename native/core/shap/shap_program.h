// A tree prepared for Tree SHAP over many rows at once.
//
// For a leaf with value v whose path asks d distinct features, let o_j be 1 where the row follows
// the path at every question about feature j, else 0, and z_j the share of training rows that do.
// The Shapley value of feature i there is v (o_i - z_i) times the sum over subsets of the others
// with weights k! (d - 1 - k)! / d! (Lundberg, Erion and Lee, 2018). That weight is the integral of
// t^k (1 - t)^(d - 1 - k) over [0, 1], so the whole sum is
//     integral over t of the product over j != i of (z_j (1 - t) + o_j t),
// a polynomial of degree d - 1 that Gauss-Legendre integrates exactly with ceil(d / 2) nodes. Every
// factor is positive: nothing cancels, unlike when path weights are unwound. Per node t the
// products of all leaves share their prefixes, as partial sums share subtrees, so a row costs
// O(leaves x nodes) instead of O(leaves x depth^2).
#pragma once

#include <cstdint>
#include <vector>

#include "core/forest/model/tree.h"

namespace winback::shap {

// Rows handled side by side: one lane each.
constexpr int kLanes = 8;

// Which of a feature's three prepared columns a numeric question reads (PreparedColumn).
enum ColumnKind : int32_t { kNanAsZero = 0, kNanKept = 1, kZeroAsNan = 2 };

// One tree node in preorder, left child first; entered through one edge from its parent.
struct ShapNode {
  int32_t parent = 0;    // preorder index
  int32_t previous = 0;  // nearest node above entered by the same feature's question, or 0
  int32_t feature = 0;   // asked by the parent
  bool right = false;    // entered when the answer is "right"
  bool leaf = false;
  double value = 0;  // leaf
  // The node's own question (inner nodes).
  int32_t asks = 0;  // feature
  double threshold = 0;
  ColumnKind column = kNanAsZero;
  bool nan_left = false;     // NaN in the column goes left
  bool categorical = false;  // then `node` of the tree is asked
  int32_t node = 0;
};

// Factors of one edge at one quadrature node, by the row's state: the path was left before (0), is
// left here (1), is still followed (2). In state 0 the contribution is 0.
struct EdgeFactors {
  double step[3];   // product so far, as a multiple of the parent's
  double share[2];  // states 1 and 2: what a unit of the subtree's sum gives the feature
};

struct ShapTree {
  std::vector<ShapNode> nodes;
  int32_t quadrature = 0;            // nodes of the rule
  std::vector<EdgeFactors> factors;  // [node][quadrature]
  std::vector<double> weights;       // of the rule
  double expected = 0;               // mean leaf value over the training rows
};

// Throws kBadInput for a tree of linear leaves, whose leaves are no constants.
ShapTree PrepareTree(forest::Tree const& tree);

// Gauss-Legendre rule on [0, 1].
struct QuadratureRule {
  std::vector<double> nodes;
  std::vector<double> weights;
};
QuadratureRule GaussLegendre(int32_t count);

}  // namespace winback::shap
