#include "core/forest/model/tree_text.h"

#include <limits>

namespace winback::forest {
namespace {

constexpr int64_t kMaxInt = std::numeric_limits<int32_t>::max();
constexpr int kCategoricalBit = 1;  // of decision_type, tree.h in LightGBM
constexpr int kDefaultLeftBit = 2;

std::vector<std::string_view> const& KnownFields() {
  static std::vector<std::string_view> const known{
      "num_leaves",    "num_cat",        "split_feature",   "split_gain",     "threshold",
      "decision_type", "left_child",     "right_child",     "leaf_value",     "leaf_weight",
      "leaf_count",    "internal_value", "internal_weight", "internal_count", "cat_boundaries",
      "cat_threshold", "is_linear",      "leaf_const",      "num_features",   "leaf_features",
      "leaf_coeff",    "shrinkage"};
  return known;
}

class TreeSection {
 public:
  TreeSection(LineReader& lines, size_t index, int32_t features, TextVersion version)
      : features_(features), version_(version) {
    Line const title = lines.Next();
    line_ = title.number;
    if (title.text != "Tree=" + std::to_string(index)) {
      BadLine(line_, "expected Tree=" + std::to_string(index));
    }
    while (!lines.AtEnd() && !lines.Peek().text.empty()) {
      fields_.Add(FieldOf(lines.Next()), KnownFields());
    }
  }

  Tree Read() {
    leaves_ = static_cast<size_t>(IntegerIn(Get("num_leaves"), 1, kMaxInt));
    splits_ = leaves_ - 1;
    tree_.leaf_values = DoubleList(Get("leaf_value"), leaves_);
    tree_.leaf_counts = LeafCounts();
    CheckWeights("leaf_weight", OneLeafLeftOut("leaf_weight") ? 0 : leaves_);
    ReadSplits();
    ReadCategories();
    ReadLinear();
    DoubleList(Get("shrinkage"), 1);
    return std::move(tree_);
  }

 private:
  Field const& Get(std::string_view key) const { return fields_.Get(key, line_); }

  // LightGBM before 4.0 leaves weight and count of a tree that never split empty.
  bool OneLeafLeftOut(std::string_view key) const {
    return leaves_ == 1 && fields_.Has(key) && Words(Get(key).value).empty();
  }

  // Nothing is known of the rows behind such a tree: 0, as LightGBM reads it.
  std::vector<int32_t> LeafCounts() const {
    if (OneLeafLeftOut("leaf_count")) return {0};
    return IntegerList(Get("leaf_count"), leaves_, 0, kMaxInt);
  }

  // Sums of hessians decide no score. Version 2 has none.
  void CheckWeights(std::string_view key, size_t count) const {
    if (version_ == TextVersion::kV2 && !fields_.Has(key)) return;
    DoubleList(Get(key), count);
  }

  void ReadSplits() {
    tree_.split_gains = DoubleList(Get("split_gain"), splits_);
    tree_.node_counts = IntegerList(Get("internal_count"), splits_, 0, kMaxInt);
    DoubleList(Get("internal_value"), splits_);
    CheckWeights("internal_weight", splits_);
    auto const feature = IntegerList(Get("split_feature"), splits_, 0, features_ - 1);
    auto const threshold = DoubleList(Get("threshold"), splits_);
    auto const decision = IntegerList(Get("decision_type"), splits_, 0, 11);
    auto const highest = static_cast<int64_t>(splits_);
    auto const left = IntegerList(Get("left_child"), splits_, -highest - 1, highest - 1);
    auto const right = IntegerList(Get("right_child"), splits_, -highest - 1, highest - 1);
    tree_.nodes.resize(splits_);
    for (size_t i = 0; i < splits_; ++i) {
      Node& node = tree_.nodes[i];
      node.threshold = threshold[i];
      node.feature = feature[i];
      node.left = left[i];
      node.right = right[i];
      node.categorical = (decision[i] & kCategoricalBit) != 0;
      node.default_left = (decision[i] & kDefaultLeftBit) != 0;
      node.missing = static_cast<MissingKind>(decision[i] >> 2);
    }
  }

  void ReadCategories() {
    auto const sets = static_cast<size_t>(IntegerIn(Get("num_cat"), 0, kMaxInt));
    std::vector<int32_t> bounds;
    if (sets > 0) {
      bounds = IntegerList(Get("cat_boundaries"), sets + 1, 0, kMaxInt);
      bool ascending = bounds.front() == 0;
      for (size_t i = 0; i < sets; ++i) ascending = ascending && bounds[i] < bounds[i + 1];
      if (!ascending) BadLine(Get("cat_boundaries").line, "cat_boundaries must ascend from 0");
      tree_.category_bits = WordList(Get("cat_threshold"), static_cast<size_t>(bounds.back()));
    } else if (fields_.Has("cat_boundaries") || fields_.Has("cat_threshold")) {
      BadLine(line_, "category fields in a tree with num_cat=0");
    }
    for (Node& node : tree_.nodes) {
      if (node.categorical) PlaceSet(node, bounds, sets);
    }
  }

  // A categorical split's threshold is the index of its set.
  void PlaceSet(Node& node, std::vector<int32_t> const& bounds, size_t sets) const {
    bool const whole = node.threshold >= 0 && node.threshold < static_cast<double>(sets) &&
                       node.threshold == static_cast<double>(static_cast<size_t>(node.threshold));
    if (!whole) BadLine(Get("threshold").line, "threshold: no such category set");
    auto const set = static_cast<size_t>(node.threshold);
    node.set_begin = bounds[set];
    node.set_words = bounds[set + 1] - bounds[set];
  }

  void ReadLinear() {
    bool const linear = fields_.Has("is_linear") && IntegerIn(Get("is_linear"), 0, 1) == 1;
    if (!linear) {
      for (char const* key : {"leaf_const", "num_features", "leaf_features", "leaf_coeff"}) {
        if (fields_.Has(key)) BadLine(Get(key).line, "linear fields in a tree that is not linear");
      }
      return;
    }
    auto const constants = DoubleList(Get("leaf_const"), leaves_);
    auto const counts = IntegerList(Get("num_features"), leaves_, 0, features_);
    size_t total = 0;
    for (int32_t const count : counts) total += static_cast<size_t>(count);
    auto const used = IntegerList(Get("leaf_features"), total, 0, features_ - 1);
    auto const coefficients = DoubleList(Get("leaf_coeff"), total);
    tree_.linear.resize(leaves_);
    int64_t at = 0;
    for (size_t i = 0; i < leaves_; ++i) {
      LinearLeaf& leaf = tree_.linear[i];
      leaf.constant = constants[i];
      leaf.features.append(used.begin() + at, used.begin() + at + counts[i]);
      leaf.coefficients.append(coefficients.begin() + at, coefficients.begin() + at + counts[i]);
      at += counts[i];
    }
  }

  Fields fields_;
  Tree tree_;
  int64_t line_ = 0;
  int32_t features_;
  TextVersion version_;
  size_t leaves_ = 0;
  size_t splits_ = 0;
};

}  // namespace

Tree ReadTree(LineReader& lines, size_t index, int32_t features, TextVersion version) {
  return TreeSection(lines, index, features, version).Read();
}

}  // namespace winback::forest
