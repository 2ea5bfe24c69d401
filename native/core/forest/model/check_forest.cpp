#include "core/forest/model/check_forest.h"

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace winback::forest {
namespace {

class TreeCheck {
 public:
  TreeCheck(Tree const& tree, size_t index, int32_t features)
      : tree_(tree), index_(index), features_(features) {}

  void Run() const {
    Sizes();
    for (size_t i = 0; i < tree_.nodes.size(); ++i) CheckNode(tree_.nodes[i], i);
    for (size_t i = 0; i < tree_.leaf_values.size(); ++i) {
      Expect(std::isfinite(tree_.leaf_values[i]), "leaf ", i, "not finite");
      Expect(tree_.leaf_counts[i] >= 0, "leaf ", i, "negative count");
    }
    Shape();
    for (size_t i = 0; i < tree_.linear.size(); ++i) CheckLinear(tree_.linear[i], i);
  }

 private:
  // Messages are only put together when one is needed: a forest has many thousand things to check.
  [[noreturn]] void Bad(std::string const& what) const {
    throw Error(ErrorCode::kBadModel, "tree " + std::to_string(index_) + ": " + what);
  }
  void Expect(bool ok, char const* what) const {
    if (!ok) Bad(what);
  }
  void Expect(bool ok, char const* part, size_t i, char const* what) const {
    if (!ok) Bad(std::string(part).append(std::to_string(i)).append(": ").append(what));
  }

  void Sizes() const {
    size_t const leaves = tree_.leaf_values.size();
    Expect(leaves >= 1, "has no leaf");
    Expect(leaves <= size_t{1} << 30, "has too many leaves");
    Expect(tree_.nodes.size() == leaves - 1, "needs one split less than leaves");
    Expect(tree_.node_counts.size() == tree_.nodes.size(), "needs one count per split");
    Expect(tree_.leaf_counts.size() == leaves, "needs one count per leaf");
    Expect(tree_.linear.empty() || tree_.linear.size() == leaves, "needs a linear model per leaf");
  }

  void CheckNode(Node const& node, size_t i) const {
    bool const known = node.feature >= 0 && node.feature < features_;
    Expect(known, "split ", i, "no such feature");
    Expect(tree_.node_counts[i] >= 0, "split ", i, "negative count");
    if (!node.categorical) {
      Expect(!std::isnan(node.threshold), "split ", i, "threshold is NaN");
      return;
    }
    int64_t const words = static_cast<int64_t>(tree_.category_bits.size());
    bool const in_range = node.set_begin >= 0 && node.set_words >= 1 &&
                          int64_t{node.set_begin} + node.set_words <= words;
    Expect(in_range, "split ", i, "category set is out of range");
  }

  // Every node but the root and every leaf has exactly one parent, and the root reaches all of
  // them.
  void Shape() const {
    std::vector<char> node_seen(tree_.nodes.size(), 0);
    std::vector<char> leaf_seen(tree_.leaf_values.size(), 0);
    std::vector<int32_t> open;
    if (!tree_.nodes.empty()) {
      open.push_back(0);
      node_seen[0] = 1;
    }
    size_t leaves = tree_.nodes.empty() ? 1 : 0;
    size_t nodes = open.size();
    while (!open.empty()) {
      Node const& node = tree_.nodes[static_cast<size_t>(open.back())];
      open.pop_back();
      for (int32_t const child : {node.left, node.right}) {
        bool const leaf = child < 0;
        auto& seen = leaf ? leaf_seen : node_seen;
        size_t const at = static_cast<size_t>(leaf ? ~child : child);
        Expect(at < seen.size(), leaf ? "leaf " : "split ", at, "does not exist");
        Expect(seen[at] == 0, leaf ? "leaf " : "split ", at, "has two parents or is in a cycle");
        seen[at] = 1;
        (leaf ? leaves : nodes) += 1;
        if (!leaf) open.push_back(child);
      }
    }
    Expect(nodes == tree_.nodes.size(), "has splits that the root does not reach");
    Expect(leaves == tree_.leaf_values.size(), "has leaves that the root does not reach");
  }

  void CheckLinear(LinearLeaf const& linear, size_t i) const {
    Expect(std::isfinite(linear.constant), "linear leaf ", i, "constant is not finite");
    Expect(linear.features.size() == linear.coefficients.size(), "linear leaf ", i,
           "needs one coefficient per feature");
    for (size_t k = 0; k < linear.features.size(); ++k) {
      bool const known = linear.features[k] >= 0 && linear.features[k] < features_;
      Expect(known, "linear leaf ", i, "no such feature");
      Expect(std::isfinite(linear.coefficients[k]), "linear leaf ", i, "not finite");
    }
  }

  Tree const& tree_;
  size_t index_;
  int32_t features_;
};

void Expect(bool ok, std::string const& what) {
  if (!ok) throw Error(ErrorCode::kBadModel, what);
}

void CheckPerClass(std::vector<double> const& values, int32_t classes, char const* what) {
  bool finite = values.empty() || values.size() == static_cast<size_t>(classes);
  for (double const value : values) finite = finite && std::isfinite(value);
  Expect(finite, std::string("the ").append(what).append(" must be one finite number a class"));
}

}  // namespace

void CheckForest(Forest const& forest) {
  Expect(!forest.feature_names.empty(), "the model has no features");
  Expect(forest.feature_names.size() < size_t{1} << 30, "the model has too many features");
  Expect(forest.classes >= 1, "the model has no output");
  Expect(forest.trees.size() < size_t{1} << 30, "the model has too many trees");
  Expect(forest.trees.size() % static_cast<size_t>(forest.classes) == 0,
         std::to_string(forest.trees.size()) + " trees are not a multiple of " +
             std::to_string(forest.classes) + " classes");
  Expect(std::isfinite(forest.transform.scale) && forest.transform.scale > 0,
         "the sigmoid's scale must be > 0");
  CheckPerClass(forest.base, forest.classes, "bases");
  CheckPerClass(forest.bias, forest.classes, "biases");
  Expect(std::isfinite(forest.scale), "the scale of sums is not finite");
  for (size_t i = 0; i < forest.trees.size(); ++i) {
    TreeCheck(forest.trees[i], i, forest.Features()).Run();
  }
}

}  // namespace winback::forest
