#include "core/shap/shap_program.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace winback::shap {
namespace {

using forest::MissingKind;
using forest::Node;
using forest::Tree;

double RowsAt(Tree const& tree, int32_t child) {
  return child >= 0 ? tree.node_counts[static_cast<size_t>(child)]
                    : tree.leaf_counts[static_cast<size_t>(~child)];
}

ColumnKind KindOf(MissingKind missing) {
  switch (missing) {
    case MissingKind::kNone:
      return kNanAsZero;
    case MissingKind::kNan:
      return kNanKept;
    case MissingKind::kZero:
      return kZeroAsNan;
  }
  return kNanAsZero;
}

void Ask(ShapNode& into, Node const& node, int32_t index) {
  into.asks = node.feature;
  into.threshold = node.threshold;
  into.column = KindOf(node.missing);
  into.nan_left = node.default_left;
  into.categorical = node.categorical;
  into.node = index;
}

struct Visit {
  int32_t child;  // node, or ~leaf
  int32_t parent;
  bool right;
};

class Preparer {
 public:
  explicit Preparer(Tree const& tree) : tree_(tree) {}

  ShapTree Run() {
    Expect();
    if (tree_.nodes.empty()) return std::move(result_);
    VisitAll();
    Fill();
    return std::move(result_);
  }

 private:
  void Expect() {
    double rows = 0;
    double sum = 0;
    for (size_t leaf = 0; leaf < tree_.leaf_values.size(); ++leaf) {
      rows += tree_.leaf_counts.empty() ? 0 : tree_.leaf_counts[leaf];
      sum += tree_.leaf_counts.empty() ? 0 : tree_.leaf_counts[leaf] * tree_.leaf_values[leaf];
    }
    result_.expected = rows > 0 ? sum / rows : tree_.leaf_values.front();
  }

  void VisitAll() {
    std::vector<Visit> stack{{0, 0, false}};
    while (!stack.empty()) {
      Visit const visit = stack.back();
      stack.pop_back();
      auto const index = static_cast<int32_t>(result_.nodes.size());
      Enter(visit, index);
      if (visit.child < 0) continue;
      Node const& node = tree_.nodes[static_cast<size_t>(visit.child)];
      Ask(result_.nodes.back(), node, visit.child);
      stack.push_back({node.right, index, true});
      stack.push_back({node.left, index, false});
    }
  }

  void Enter(Visit visit, int32_t index) {
    ShapNode& made = result_.nodes.emplace_back();
    made.parent = visit.parent;
    made.right = visit.right;
    made.leaf = visit.child < 0;
    if (made.leaf) made.value = tree_.leaf_values[static_cast<size_t>(~visit.child)];
    share_.push_back(1);
    distinct_.push_back(0);
    if (index == 0) return;
    auto const parent = static_cast<size_t>(visit.parent);
    Node const& asked = tree_.nodes[static_cast<size_t>(result_.nodes[parent].node)];
    made.feature = asked.feature;
    int32_t above = visit.parent;
    while (above != 0 && result_.nodes[static_cast<size_t>(above)].feature != made.feature) {
      above = result_.nodes[static_cast<size_t>(above)].parent;
    }
    made.previous = above;
    distinct_.back() = distinct_[parent] + (above == 0);
    double const rows = RowsAt(tree_, result_.nodes[parent].node);
    share_.back() = rows > 0 ? RowsAt(tree_, visit.child) / rows : 0;
  }

  void Fill() {
    int32_t const deepest = *std::max_element(distinct_.begin(), distinct_.end());
    auto const rule = GaussLegendre((deepest + 1) / 2);
    result_.quadrature = static_cast<int32_t>(rule.nodes.size());
    result_.weights = rule.weights;
    result_.factors.resize(result_.nodes.size() * rule.nodes.size());
    // Merged shares: of all questions about the feature down to the node.
    std::vector<double> merged(share_);
    for (size_t i = 1; i < result_.nodes.size(); ++i) {
      auto const previous = static_cast<size_t>(result_.nodes[i].previous);
      if (previous != 0) merged[i] *= merged[previous];
      for (size_t q = 0; q < rule.nodes.size(); ++q) {
        result_.factors[i * rule.nodes.size() + q] =
            Factors(share_[i], merged[i], previous != 0, previous != 0 ? merged[previous] : 1,
                    rule.nodes[q]);
      }
    }
  }

  // f(z, o) = z (1 - t) + o t; without an earlier question its factor was 1.
  static EdgeFactors Factors(double share, double z, bool asked_before, double before, double t) {
    double const off = z * (1 - t);
    double const on = off + t;
    double const earlier = asked_before ? before * (1 - t) + t : 1;
    double const earlier_share = asked_before ? (1 - before) / earlier : 0;
    return {{share, off / earlier, on / earlier},
            {-1 / (1 - t) - earlier_share, (1 - z) / on - earlier_share}};
  }

  Tree const& tree_;
  ShapTree result_;
  std::vector<double> share_;      // of the parent's training rows
  std::vector<int32_t> distinct_;  // features asked above
};

}  // namespace

// Newton's method on the Legendre polynomials, from Tricomi's first approximation.
QuadratureRule GaussLegendre(int32_t count) {
  QuadratureRule rule;
  for (int32_t i = 0; i < count; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (count + 0.5));
    double slope = 1;
    for (int step = 0; step < 100; ++step) {
      double p = 1;
      double before = 0;
      for (int32_t k = 0; k < count; ++k) {
        double const next = ((2 * k + 1) * x * p - k * before) / (k + 1);
        before = p;
        p = next;
      }
      slope = count * (x * p - before) / (x * x - 1);
      double const move = p / slope;
      x -= move;
      if (std::abs(move) < 1e-16) break;
    }
    rule.nodes.push_back((1 - x) / 2);
    rule.weights.push_back(1 / ((1 - x * x) * slope * slope));
  }
  return rule;
}

ShapTree PrepareTree(Tree const& tree) {
  Require(tree.linear.empty(),
          "contributions of trees with linear leaves are not defined, nor in LightGBM");
  return Preparer(tree).Run();
}

}  // namespace winback::shap
