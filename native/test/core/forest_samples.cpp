#include "test/core/forest_samples.h"

#include <cstdio>
#include <random>

namespace winback::test {

using namespace winback::forest;

namespace {

class TreeMaker {
 public:
  TreeMaker(uint64_t seed, SampleOptions const& options) : random_(seed), options_(options) {
    for (int32_t f = 0; f < options.features; ++f) {
      auto& mine = thresholds_.emplace_back();
      for (int32_t i = 0; i < options.thresholds; ++i) mine.push_back(Threshold(i));
      missing_.push_back(static_cast<MissingKind>(Below(3)));
    }
  }

  Tree Make() {
    Tree tree;
    sets_ = 0;
    int32_t const leaves = Below(8) == 0 ? 1 : 2 + Below(options_.leaves - 1);
    tree.leaf_values.push_back(Leaf());
    std::vector<int32_t> parent{-1};
    while (tree.Leaves() < leaves) Split(tree, parent);
    tree.leaf_counts.assign(tree.leaf_values.size(), 3);
    tree.node_counts.assign(tree.nodes.size(), 9);
    tree.split_gains.assign(tree.nodes.size(), 1.5);
    if (options_.linear) MakeLinear(tree);
    return tree;
  }

 private:
  int32_t Below(int32_t n) { return static_cast<int32_t>(random_() % static_cast<uint64_t>(n)); }
  double Leaf() { return std::normal_distribution<double>(0, 0.1)(random_); }

  double Threshold(int32_t i) {
    constexpr double kEdges[] = {0.0, 1e-35F, -1e-35F, 1e-36, 1e300, -1e300};
    if (i < 3) return kEdges[Below(6)];
    return std::normal_distribution<double>(0, i % 2 == 0 ? 1 : 1000)(random_);
  }

  void Split(Tree& tree, std::vector<int32_t>& parent) {
    int32_t const leaf = options_.chain ? tree.Leaves() - 1 : Below(tree.Leaves());
    auto const made = static_cast<int32_t>(tree.nodes.size());
    int32_t const above = parent[static_cast<size_t>(leaf)];
    if (above >= 0) {
      Node& node = tree.nodes[static_cast<size_t>(above)];
      (node.left == ~leaf ? node.left : node.right) = made;
    }
    Node node = RandomNode(tree);
    node.left = ~leaf;
    node.right = ~tree.Leaves();
    if (Below(2) == 0) std::swap(node.left, node.right);
    tree.nodes.push_back(node);
    tree.leaf_values.push_back(Leaf());
    parent[static_cast<size_t>(leaf)] = made;
    parent.push_back(made);
  }

  Node RandomNode(Tree& tree) {
    Node node;
    node.feature = Below(options_.features);
    auto const f = static_cast<size_t>(node.feature);
    if (node.feature < options_.features - options_.categorical) {
      node.threshold = thresholds_[f][static_cast<size_t>(Below(options_.thresholds))];
      node.missing = missing_[f];
      node.default_left = Below(2) == 0;
      return node;
    }
    node.categorical = true;
    node.missing = MissingKind::kNan;
    node.threshold = sets_++;
    node.set_begin = static_cast<int32_t>(tree.category_bits.size());
    node.set_words = 1 + Below(options_.categories) / 32;
    for (int32_t i = 0; i < node.set_words; ++i) {
      tree.category_bits.push_back(static_cast<uint32_t>(random_() & random_()));
    }
    return node;
  }

  void MakeLinear(Tree& tree) {
    for (int32_t leaf = 0; leaf < tree.Leaves(); ++leaf) {
      LinearLeaf& linear = tree.linear.emplace_back();
      linear.constant = Leaf();
      for (int32_t k = Below(3); k > 0; --k) {
        linear.features.push_back(Below(options_.features - options_.categorical));
        linear.coefficients.push_back(Leaf());
      }
    }
  }

  std::mt19937_64 random_;
  SampleOptions const& options_;
  std::vector<std::vector<double>> thresholds_;
  std::vector<MissingKind> missing_;
  int32_t sets_ = 0;
};

std::string Number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}
std::string Number(int32_t value) { return std::to_string(value); }
std::string Number(uint32_t value) { return std::to_string(value); }

template <class Items, class Get>
std::string List(char const* key, Items const& items, Get get) {
  std::string line = std::string(key) + "=";
  bool first = true;
  for (auto const& item : items) {
    if (!first) line += ' ';
    line += Number(get(item));
    first = false;
  }
  return line + "\n";
}

constexpr auto kSelf = [](auto const& value) { return value; };
constexpr auto kZero = [](auto const&) { return 0; };

// decision_type of LightGBM's tree.h.
int32_t DecisionType(Node const& node) {
  return (node.categorical ? 1 : 0) + (node.default_left ? 2 : 0) +
         (static_cast<int32_t>(node.missing) << 2);
}

std::string CategoryText(Tree const& tree) {
  std::vector<int32_t> bounds{0};
  for (Node const& node : tree.nodes) {
    if (node.categorical) bounds.push_back(node.set_begin + node.set_words);
  }
  std::string text = "num_cat=" + std::to_string(bounds.size() - 1) + "\n";
  if (bounds.size() == 1) return text;
  return text + List("cat_boundaries", bounds, kSelf) +
         List("cat_threshold", tree.category_bits, kSelf);
}

std::string LinearText(Tree const& tree) {
  if (tree.linear.empty()) return "is_linear=0\n";
  std::string features = "leaf_features=";
  std::string coefficients = "leaf_coeff=";
  for (LinearLeaf const& leaf : tree.linear) {
    for (int32_t const f : leaf.features) features += Number(f) + " ";
    for (double const c : leaf.coefficients) coefficients += Number(c) + " ";
    features += " ";
    coefficients += " ";
  }
  return "is_linear=1\n" +
         List("leaf_const", tree.linear, [](auto const& l) { return l.constant; }) +
         List("num_features", tree.linear,
              [](auto const& l) { return static_cast<int32_t>(l.features.size()); }) +
         features + "\n" + coefficients + "\n";
}

std::string TreeText(Tree const& tree, size_t index) {
  int32_t set = 0;
  std::vector<double> thresholds;
  for (Node const& node : tree.nodes) {
    thresholds.push_back(node.categorical ? set++ : node.threshold);
  }
  auto const& nodes = tree.nodes;
  return "Tree=" + std::to_string(index) + "\nnum_leaves=" + std::to_string(tree.Leaves()) + "\n" +
         CategoryText(tree) + List("split_feature", nodes, [](auto& n) { return n.feature; }) +
         List("split_gain", tree.split_gains, kSelf) + List("threshold", thresholds, kSelf) +
         List("decision_type", nodes, DecisionType) +
         List("left_child", nodes, [](auto& n) { return n.left; }) +
         List("right_child", nodes, [](auto& n) { return n.right; }) +
         List("leaf_value", tree.leaf_values, kSelf) +
         List("leaf_weight", tree.leaf_values, kZero) +
         List("leaf_count", tree.leaf_counts, kSelf) + List("internal_value", nodes, kZero) +
         List("internal_weight", nodes, kZero) + List("internal_count", tree.node_counts, kSelf) +
         LinearText(tree) + "shrinkage=1\n\n\n";
}

}  // namespace

Forest RandomForest(uint64_t seed, SampleOptions const& options) {
  Forest forest;
  for (int32_t f = 0; f < options.features; ++f) {
    forest.feature_names.push_back(std::string("f").append(std::to_string(f)));
  }
  forest.classes = options.classes;
  forest.average = options.average;
  forest.transform.kind = options.transform;
  TreeMaker maker(seed, options);
  for (int32_t i = 0; i < options.trees * options.classes; ++i) {
    forest.trees.push_back(maker.Make());
  }
  return forest;
}

std::string ModelText(Forest const& forest) {
  std::string names;
  std::string infos;
  for (auto const& name : forest.feature_names) {
    if (!names.empty()) names += ' ';
    names += name;
    infos += infos.empty() ? "none" : " none";
  }
  std::string trees;
  std::string sizes;
  for (size_t i = 0; i < forest.trees.size(); ++i) {
    std::string const text = TreeText(forest.trees[i], i);
    if (i > 0) sizes += ' ';
    sizes += std::to_string(text.size());
    trees += text;
  }
  std::string const classes = std::to_string(forest.classes);
  std::string const objective =
      forest.transform.kind == TransformKind::kSigmoid && forest.classes == 1 ? "binary sigmoid:1"
      : forest.transform.kind == TransformKind::kSoftmax ? "multiclass num_class:" + classes
                                                         : "custom";
  return "tree\nversion=v4\nnum_class=" + classes + "\nnum_tree_per_iteration=" + classes +
         "\nlabel_index=0\nmax_feature_idx=" + std::to_string(forest.Features() - 1) +
         "\nobjective=" + objective + (forest.average ? "\naverage_output" : "") +
         "\nfeature_names=" + names + "\nfeature_infos=" + infos + "\ntree_sizes=" + sizes +
         "\n\n" + trees + "end of trees\n";
}

}  // namespace winback::test
