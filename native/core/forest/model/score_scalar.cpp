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

// As XGBoost's Softmax: exponentials in float32, their sum in double.
void SoftmaxFloat(double* scores, int32_t classes) {
  float largest = static_cast<float>(scores[0]);
  for (int32_t k = 1; k < classes; ++k) largest = std::max(static_cast<float>(scores[k]), largest);
  double sum = 0;
  for (int32_t k = 0; k < classes; ++k) {
    float const share = std::exp(static_cast<float>(scores[k]) - largest);
    scores[k] = share;
    sum += share;
  }
  auto const total = static_cast<float>(sum);
  for (int32_t k = 0; k < classes; ++k) scores[k] = static_cast<float>(scores[k]) / total;
}

// As XGBoost's Sigmoid: the bound keeps exp finite.
double SigmoidFloat(double x) {
  constexpr float kMost = 88.7F;
  constexpr float kTiny = 1e-16F;
  float const bounded = std::min(-static_cast<float>(x), kMost);
  return 1.0F / (std::exp(bounded) + 1.0F + kTiny);
}

// The transforms that are rare.
double Transformed(TransformKind kind, double x) {
  switch (kind) {
    case TransformKind::kExp:
      return std::exp(x);
    case TransformKind::kSigmoidFloat:
      return SigmoidFloat(x);
    case TransformKind::kExpFloat:
      return std::exp(static_cast<float>(x));
    case TransformKind::kSignedSquare:
      return ((x > 0) - (x < 0)) * x * x;
    case TransformKind::kLog1pExp:
      return std::log1p(std::exp(x));
    default:
      return x;
  }
}

}  // namespace

int32_t LeafOf(Rules const& rules, Tree const& tree, double const* row) {
  if (tree.nodes.empty()) return 0;
  int32_t at = 0;
  while (at >= 0) {
    Node const& node = tree.nodes[static_cast<size_t>(at)];
    at = GoesLeft(rules, tree, node, row[node.feature]) ? node.left : node.right;
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

void FinishSums(Forest const& forest, double* scores, int64_t rows) {
  if (forest.bias.empty()) return;
  for (int64_t row = 0; row < rows; ++row) {
    for (double const bias : forest.bias) {
      *scores = *scores * forest.scale + bias;
      ++scores;
    }
  }
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
    case TransformKind::kSoftmaxFloat:
      for (int64_t row = 0; row < rows; ++row) {
        SoftmaxFloat(scores + row * forest.classes, forest.classes);
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
  for (int64_t cell = 0; cell < rows * classes; ++cell) out[cell] = forest.Base(cell % classes);
  auto tree = forest.trees.begin() + range.first * classes;
  for (int32_t i = 0; i < range.count; ++i) {
    for (int64_t k = 0; k < classes; ++k, ++tree) {
      for (int64_t row = 0; row < rows; ++row) {
        double const* const mine = values + row * features;
        double const leaf = LeafOutput(*tree, LeafOf(forest.rules, *tree, mine), mine);
        double& sum = out[row * classes + k];
        sum = AddLeaf(forest.rules, sum, leaf);
      }
    }
  }
  FinishSums(forest, out, rows);
  if (!raw) FinishScores(forest, range.count, out, rows);
}

void ScoreRowScalar(Forest const& forest, Iterations range, bool raw, double const* row,
                    double* out) {
  ScoreRowsScalar(forest, range, raw, row, 1, out);
}

}  // namespace winback::forest
