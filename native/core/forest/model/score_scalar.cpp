#include "core/forest/model/score_scalar.h"

#include <algorithm>

namespace winback::forest {
namespace {

// 1.0f, not 1.0: kept as LightGBM writes it, though both are exact.
double Sigmoid(double scale, double x) { return 1.0F / (1.0F + std::exp(-scale * x)); }

void Softmax(double* scores, int32_t classes) {
  double largest = scores[0];
  for (int32_t k = 1; k < classes; ++k) largest = std::max(scores[k], largest);
  double sum = 0;
  for (int32_t k = 0; k < classes; ++k) {
    scores[k] = std::exp(scores[k] - largest);
    sum += scores[k];
  }
  for (int32_t k = 0; k < classes; ++k) scores[k] /= sum;
}

// The transforms that are rare.
double Transformed(TransformKind kind, double x) {
  switch (kind) {
    case TransformKind::kExp:
      return std::exp(x);
    case TransformKind::kSignedSquare:
      return ((x > 0) - (x < 0)) * x * x;
    case TransformKind::kLog1pExp:
      return std::log1p(std::exp(x));
    default:
      return x;
  }
}

}  // namespace

int32_t LeafOf(Tree const& tree, double const* row) {
  if (tree.nodes.empty()) return 0;
  int32_t at = 0;
  while (at >= 0) {
    Node const& node = tree.nodes[static_cast<size_t>(at)];
    at = GoesLeft(tree, node, row[node.feature]) ? node.left : node.right;
  }
  return ~at;
}

double LeafOutput(Tree const& tree, int32_t leaf, double const* row) {
  auto const at = static_cast<size_t>(leaf);
  if (tree.linear.empty()) return tree.leaf_values[at];
  LinearLeaf const& linear = tree.linear[at];
  double output = linear.constant;
  for (size_t i = 0; i < linear.features.size(); ++i) {
    double const value = row[linear.features[i]];
    if (std::isnan(value)) return tree.leaf_values[at];
    output += linear.coefficients[i] * Flushed(value);
  }
  return output;
}

void FinishScores(Forest const& forest, int32_t iterations, double* scores, int64_t rows) {
  int64_t const cells = rows * forest.classes;
  if (forest.average) {
    for (int64_t i = 0; i < cells; ++i) scores[i] /= iterations;
  }
  Transform const transform = forest.transform;
  switch (transform.kind) {
    case TransformKind::kIdentity:
      return;
    case TransformKind::kSigmoid:
      for (int64_t i = 0; i < cells; ++i) scores[i] = Sigmoid(transform.scale, scores[i]);
      return;
    case TransformKind::kSoftmax:
      for (int64_t row = 0; row < rows; ++row) {
        Softmax(scores + row * forest.classes, forest.classes);
      }
      return;
    default:
      for (int64_t i = 0; i < cells; ++i) scores[i] = Transformed(transform.kind, scores[i]);
  }
}

void ScoreRowsScalar(Forest const& forest, Iterations range, bool raw, double const* values,
                     int64_t rows, double* out) {
  int64_t const classes = forest.classes;
  int64_t const features = forest.Features();
  std::fill_n(out, rows * classes, 0.0);
  auto tree = forest.trees.begin() + range.first * classes;
  for (int32_t i = 0; i < range.count; ++i) {
    for (int64_t k = 0; k < classes; ++k, ++tree) {
      for (int64_t row = 0; row < rows; ++row) {
        double const* const mine = values + row * features;
        out[row * classes + k] += LeafOutput(*tree, LeafOf(*tree, mine), mine);
      }
    }
  }
  if (!raw) FinishScores(forest, range.count, out, rows);
}

void ScoreRowScalar(Forest const& forest, Iterations range, bool raw, double const* row,
                    double* out) {
  ScoreRowsScalar(forest, range, raw, row, 1, out);
}

}  // namespace winback::forest
