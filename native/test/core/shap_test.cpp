// Oracle: Shapley's definition, summed over every subset of the features of a small tree.
#include "core/shap/shap.h"

#include <cmath>

#include "core/base/cpu.h"
#include "test/check.h"

using namespace winback;
using namespace winback::forest;

namespace {

// Repeats feature 0 on one path; the leaf counts decide the shares.
Tree SmallTree() {
  Tree tree;
  auto node = [](double threshold, int32_t feature, int32_t left, int32_t right) {
    Node made;
    made.threshold = threshold;
    made.feature = feature;
    made.left = left;
    made.right = right;
    return made;
  };
  tree.nodes = {node(0.5, 0, 1, 2), node(0.5, 1, ~0, 3), node(0.5, 2, ~1, ~2),
                node(0.2, 0, ~3, ~4)};
  tree.leaf_values = {1, 10, 100, 1000, 10000};
  tree.leaf_counts = {5, 7, 11, 2, 3};
  tree.node_counts = {28, 10, 18, 5};
  return tree;
}

// Expected leaf value when only the features in `known` are those of the row.
double Expected(Tree const& tree, int32_t at, double const* row, unsigned known) {
  if (at < 0) return tree.leaf_values[static_cast<size_t>(~at)];
  Node const& node = tree.nodes[static_cast<size_t>(at)];
  auto rows = [&](int32_t child) {
    return static_cast<double>(child >= 0 ? tree.node_counts[static_cast<size_t>(child)]
                                          : tree.leaf_counts[static_cast<size_t>(~child)]);
  };
  if ((known >> node.feature) & 1u) {
    return Expected(tree, row[node.feature] <= node.threshold ? node.left : node.right, row, known);
  }
  double const left = rows(node.left) / rows(at);
  return left * Expected(tree, node.left, row, known) +
         (1 - left) * Expected(tree, node.right, row, known);
}

double Shapley(Tree const& tree, double const* row, int feature) {
  double const weights[3] = {1.0 / 3, 1.0 / 6, 1.0 / 3};  // k! (2 - k)! / 3!
  double sum = 0;
  for (unsigned known = 0; known < 8; ++known) {
    if ((known >> feature) & 1u) continue;
    double const gain =
        Expected(tree, 0, row, known | (1u << feature)) - Expected(tree, 0, row, known);
    sum += weights[__builtin_popcount(known)] * gain;
  }
  return sum;
}

}  // namespace

TEST("Tree SHAP is Shapley's definition, on every instruction set") {
  Forest forest;
  forest.feature_names = {"a", "b", "c"};
  forest.trees = {SmallTree()};
  std::vector<double> columns[3];
  for (unsigned corner = 0; corner < 27; ++corner) {
    columns[0].push_back(0.1 + 0.25 * (corner % 3));
    columns[1].push_back(0.4 * (corner / 3 % 3));
    columns[2].push_back(0.4 * (corner / 9));
  }
  Table table;
  table.rows = 27;
  table.chunk_lengths = {27};
  for (auto const& column : columns) {
    table.columns.push_back({"x", false, {{ColumnType::kFloat64, column.data(), nullptr, 0, 27}}});
  }
  for (char const* isa : {"scalar", "auto"}) {
    ForceIsa(isa);
    std::vector<double> out(27 * 4);
    shap::Explainer(forest, {0, 1}).Explain(table, 2, nullptr, out);
    for (size_t i = 0; i < 27; ++i) {
      double const row[3] = {columns[0][i], columns[1][i], columns[2][i]};
      for (size_t f = 0; f < 3; ++f) {
        CHECK_NEAR(out[4 * i + f], Shapley(forest.trees[0], row, static_cast<int>(f)), 1e-11);
      }
      CHECK_NEAR(out[4 * i + 3], Expected(forest.trees[0], 0, row, 0), 1e-12);
    }
  }
  ForceIsa("auto");
}

TEST("GaussLegendre integrates polynomials of degree 2n - 1 over [0, 1]") {
  for (int32_t n : {1, 2, 5, 16, 40}) {
    auto const rule = shap::GaussLegendre(n);
    for (int degree = 0; degree < 2 * n; ++degree) {
      double sum = 0;
      for (size_t q = 0; q < rule.nodes.size(); ++q) {
        sum += rule.weights[q] * std::pow(rule.nodes[q], degree);
      }
      CHECK_NEAR(sum * (degree + 1), 1.0, 1e-13);
    }
  }
}
