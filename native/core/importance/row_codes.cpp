#include "core/importance/row_codes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "core/forest/model/score_scalar.h"

namespace winback::importance {
namespace {

using forest::kZeroThreshold;
using forest::MissingKind;
using forest::Node;
using forest::Tree;

constexpr uint8_t kMissingCode = 255;      // of numeric features
constexpr size_t kMaxThresholds = 254;     // ranks 0..254
constexpr size_t kMaxCategories = 255;     // and code 0 for every other
constexpr int64_t kMaxCategory = 1 << 20;  // length of the look-up

double BelowZero() {
  return std::nextafter(-kZeroThreshold, -std::numeric_limits<double>::infinity());
}

// The threshold that splits flushed values (score_scalar.h) the same way and is one itself.
double Canonical(double threshold) {
  if (std::abs(threshold) > kZeroThreshold) return threshold;
  return threshold >= 0 ? 0.0 : BelowZero();
}

void ForEachCategory(Tree const& tree, Node const& node, auto&& fn) {
  for (int32_t word = 0; word < node.set_words; ++word) {
    uint32_t const bits = tree.category_bits[static_cast<size_t>(node.set_begin + word)];
    for (int32_t bit = 0; bit < 32; ++bit) {
      if (((bits >> bit) & 1) != 0) fn(int64_t{word} * 32 + bit);
    }
  }
}

}  // namespace

RowCodes::RowCodes(forest::Forest const& forest)
    : rules_(forest.rules), features_(static_cast<size_t>(forest.Features())) {
  // Codes know LightGBM's classes of values.
  if (!rules_.zero_band || rules_.float_sums) refusal_ = "a forest of another library";
  for (Tree const& tree : forest.trees) {
    if (!tree.linear.empty()) refusal_ = "linear leaves";
    if (refusal_.empty()) Collect(tree);
  }
  for (auto& feature : features_) {
    if (refusal_.empty()) Number(feature);
  }
  if (refusal_.empty()) AskAll(forest);
}

void RowCodes::Collect(Tree const& tree) {
  for (Node const& node : tree.nodes) {
    Feature& feature = features_[static_cast<size_t>(node.feature)];
    if (!node.categorical) {
      feature.numeric = true;
      feature.zero_is_missing |= node.missing == MissingKind::kZero;
      feature.thresholds.push_back(Canonical(node.threshold));
      continue;
    }
    feature.categorical = true;
    if (int64_t{node.set_words} * 32 > kMaxCategory) {
      refusal_ = "category numbers beyond a million";
      return;
    }
    ForEachCategory(tree, node, [&](int64_t category) {
      auto const at = static_cast<size_t>(category);
      if (feature.code_of.size() <= at) feature.code_of.resize(at + 1, 0);
      feature.code_of[at] = 1;
    });
  }
}

void RowCodes::Number(Feature& feature) {
  if (feature.categorical && feature.numeric) refusal_ = "a feature of both kinds";
  if (feature.categorical) {
    feature.representatives = {-1.0};
    for (size_t category = 0; category < feature.code_of.size(); ++category) {
      if (feature.code_of[category] == 0) continue;
      feature.code_of[category] = static_cast<uint8_t>(feature.representatives.size());
      feature.representatives.push_back(static_cast<double>(category));
    }
    if (feature.representatives.size() > kMaxCategories + 1) refusal_ = "over 255 categories";
    return;
  }
  auto& thresholds = feature.thresholds;
  // Zero becomes a class of its own.
  if (feature.zero_is_missing) thresholds.insert(thresholds.end(), {BelowZero(), 0.0});
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  if (thresholds.size() > kMaxThresholds) refusal_ = "over 254 thresholds of one feature";
  if (thresholds.empty() || !refusal_.empty()) return;
  feature.representatives = thresholds;
  feature.representatives.push_back(std::numeric_limits<double>::infinity());
  feature.ranker = forest::Ranker(thresholds);
}

// Nodes with the same key ask the same question.
std::string RowCodes::KeyOf(Tree const& tree, Node const& node) {
  std::string key;
  auto add = [&](auto const& value) {
    key.append(reinterpret_cast<char const*>(&value), sizeof(value));
  };
  add(node.feature);
  if (node.categorical) {
    int32_t words = node.set_words;
    auto const* const set = tree.category_bits.data() + node.set_begin;
    while (words > 0 && set[words - 1] == 0) --words;
    for (int32_t word = 0; word < words; ++word) add(set[word]);
    return key;
  }
  add(Canonical(node.threshold));
  add(node.missing);
  add(node.default_left);
  return key;
}

void RowCodes::AskAll(forest::Forest const& forest) {
  std::unordered_map<std::string, uint32_t> known;
  for (Tree const& tree : forest.trees) {
    auto& indices = of_node_.emplace_back();
    for (Node const& node : tree.nodes) {
      auto const next = static_cast<uint32_t>(questions_.size());
      uint32_t const index = known.try_emplace(KeyOf(tree, node), next).first->second;
      if (index == next) questions_.push_back(Shape(tree, node));
      indices.push_back(index);
    }
  }
}

// Asks the node itself about a value of every code.
Question RowCodes::Shape(Tree const& tree, Node const& node) {
  auto const& values = features_[static_cast<size_t>(node.feature)].representatives;
  std::array<uint8_t, 256> right{};
  for (size_t code = 0; code < values.size(); ++code) {
    right[code] = forest::GoesLeft(rules_, tree, node, values[code]) ? 0 : 255;
  }
  if (!node.categorical) {
    // Codes past the last rank do not occur: they follow it, so that runs stay whole.
    std::fill(right.begin() + static_cast<std::ptrdiff_t>(values.size()), right.end(),
              right[values.size() - 1]);
    bool const left =
        forest::GoesLeft(rules_, tree, node, std::numeric_limits<double>::quiet_NaN());
    right[kMissingCode] = left ? 0 : 255;
  }
  auto const first = std::find(right.begin(), right.end(), 255);
  auto const end = std::find(first, right.end(), 0);
  Question question{node.feature};
  if (first != right.end() && std::find(end, right.end(), 255) == right.end()) {
    question.first = static_cast<uint8_t>(first - right.begin());
    question.span = static_cast<uint8_t>(end - first - 1);
    return question;
  }
  question.table = static_cast<int32_t>(tables_.size() / 256);
  tables_.insert(tables_.end(), right.begin(), right.end());
  return question;
}

void RowCodes::Encode(int32_t index, double const* values, int64_t rows, uint8_t* codes) const {
  Feature const& feature = features_[static_cast<size_t>(index)];
  for (int64_t row = 0; row < rows; ++row) {
    double const value = values[row];
    if (feature.categorical) {
      int32_t const category = forest::CategoryOf(rules_, value);
      bool const known = category >= 0 && std::cmp_less(category, feature.code_of.size());
      codes[row] = known ? feature.code_of[static_cast<size_t>(category)] : 0;
    } else if (std::isnan(value)) {
      codes[row] = kMissingCode;
    } else {
      codes[row] = static_cast<uint8_t>(feature.ranker.Rank(forest::Flushed(value)));
    }
  }
}

}  // namespace winback::importance
