// A forest of checked decision trees: what importers make and every scorer reads.
//
// What others may rely on (CheckForest in check_forest.h holds it for every Forest that leaves an
// importer):
//  - `trees` are in the order of the model: iteration i, class k is trees[i * classes + k]. A raw
//    score is `base` plus the leaf values in exactly that order, summed as `rules` say, then
//    `scale` times that plus `bias`.
//  - A tree has leaf_values.size() >= 1 leaves and one node less; the root is node 0 (or leaf 0).
//    Node::left and Node::right are a node index, or ~leaf for a leaf. Every node but the root and
//    every leaf is the child of exactly one node, so walks end and recursion by stack is safe
//    (trees may be as deep as they have leaves: do not recurse on the call stack).
//  - Features and category sets are in range; leaf values are finite; thresholds are not NaN
//  (LightGBM
//    writes +inf where only missing values go right).
//  - UsedFeatures(tree) names a tree's features; LeafOf(tree, row) in score_scalar.h gives the leaf
//    index LightGBM reports (pred_leaf); leaf_counts and node_counts are the training rows behind
//    each (Tree SHAP's weights), >= 0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/array.h"

namespace winback::forest {

// Values this close to zero count as zero, as in LightGBM (meta.h: kZeroThreshold, a float there).
constexpr double kZeroThreshold = 1e-35F;

// Which values follow Node::default_left instead of the comparison.
enum class MissingKind : uint8_t {
  kNone,  // none: NaN is compared as 0
  kZero,  // zero and NaN
  kNan,   // NaN
};

// A split. Numeric: left when value <= threshold. Categorical: left when the category is in the
// set; negative and unknown categories go right, and so does NaN unless `missing` is kNan and
// `default_left` set. The layout is that of a forest file (forest_file.h), which is read in place:
// no padding.
struct Node {
  double threshold = 0;
  int32_t feature = 0;
  int32_t left = 0;   // node, or ~leaf
  int32_t right = 0;  // node, or ~leaf
  // Categorical: words [set_begin, set_begin + set_words) of Tree::category_bits, bit c = category
  // c.
  int32_t set_begin = 0;
  int32_t set_words = 0;
  bool categorical = false;
  bool default_left = false;
  MissingKind missing = MissingKind::kNone;
  uint8_t unused = 0;
};
static_assert(sizeof(Node) == 32);

// The linear model of a leaf: constant + sum of coefficient * feature, added in this order. A NaN
// in one of its features makes the leaf's plain value the output.
struct LinearLeaf {
  double constant = 0;
  Array<int32_t> features;
  Array<double> coefficients;
};

struct Tree {
  Array<Node> nodes;
  Array<double> leaf_values;
  Array<int32_t> node_counts;  // training rows, per node
  Array<int32_t> leaf_counts;  // training rows, per leaf
  Array<double> split_gains;   // per node; informative only
  Array<uint32_t> category_bits;
  std::vector<LinearLeaf> linear;  // empty, or one per leaf

  int32_t Leaves() const { return static_cast<int32_t>(leaf_values.size()); }
};

// What turns raw scores into LightGBM's default output.
enum class TransformKind : uint8_t {
  kIdentity,      // regression, ranking, custom objectives
  kSigmoid,       // 1 / (1 + exp(-scale * x)), per class: binary, one-vs-all, cross entropy
  kSoftmax,       // multiclass
  kExp,           // poisson, gamma, tweedie
  kSignedSquare,  // regression with reg_sqrt
  kLog1pExp,      // cross_entropy_lambda
  // XGBoost's, in float32 with the C library's expf.
  kSigmoidFloat,
  kSoftmaxFloat,
  kExpFloat,
};

struct Transform {
  TransformKind kind = TransformKind::kIdentity;
  double scale = 1;  // kSigmoid only, > 0
};

// What libraries do differently with the same trees. The defaults are LightGBM's.
struct Rules {
  bool float_sums = false;  // every partial sum is rounded to float32 (XGBoost)
  bool zero_band = true;    // values within kZeroThreshold of zero count as zero
  // Categories: the value is rounded to float32 first, and one below zero is no category (XGBoost);
  // else values above -1 are truncated toward zero.
  bool float_categories = false;
};

struct Forest {
  std::vector<std::string> feature_names;
  std::vector<Tree> trees;
  int32_t classes = 1;   // outputs per row = trees per iteration
  bool average = false;  // random forest: outputs are divided by the number of iterations
  Transform transform;
  Rules rules;
  std::vector<double> base;            // where sums start, per class; empty = 0
  std::vector<double> bias;            // added last, per class; empty = nothing is scaled or added
  double scale = 1;                    // of the sum, where there is a bias
  std::string objective;               // as the model names it, e.g. "binary sigmoid:1"
  std::string description;             // of the features, by whoever saved it; empty for none
  std::shared_ptr<void const> memory;  // what the arrays of a loaded forest lie in; else null

  int32_t Features() const { return static_cast<int32_t>(feature_names.size()); }
  double Base(int64_t k) const { return base.empty() ? 0.0 : base[static_cast<size_t>(k)]; }
  int32_t Iterations() const { return static_cast<int32_t>(trees.size()) / classes; }
};

// The distinct features that a tree reads (splits and linear leaves), ascending.
std::vector<int32_t> UsedFeatures(Tree const& tree);

// The range of iterations that a score sums: LightGBM's start_iteration and num_iteration.
struct Iterations {
  int32_t first = 0;
  int32_t count = 0;
};

// Clips as LightGBM does: start below 0 is 0, count <= 0 means all that follow start.
Iterations ResolveIterations(Forest const& forest, int32_t start, int32_t count);

}  // namespace winback::forest
