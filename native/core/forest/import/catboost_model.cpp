#include "core/forest/import/catboost_model.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/forest/import/document.h"
#include "core/forest/import/float_threshold.h"
#include "core/forest/import/part.h"
#include "core/forest/import/tree_builder.h"

namespace winback::forest {
namespace {

constexpr int64_t kMostFeatures = (int64_t{1} << 30) - 1;
constexpr size_t kDeepest = 16;  // CatBoost's own limit of symmetric trees

// A feature's name, and whether NaN counts as larger than every border.
struct NumericInput {
  std::string name;
  bool nan_is_large = false;
};

std::string NameOf(Part const& feature, size_t index) {
  for (char const* const key : {"feature_name", "feature_id"}) {
    auto const name = feature.Find(key);
    if (name && name->IsText() && !name->Text().empty()) return name->Text();
  }
  return NumberedName(index);
}

std::vector<NumericInput> InputsOf(Part const& model) {
  std::vector<NumericInput> inputs;
  for (Part const& feature : model.At("features_info").At("float_features").Items()) {
    auto const index = feature.At("feature_index").Integer(0, kMostFeatures);
    if (index != static_cast<int64_t>(inputs.size())) feature.Bad("features must be in order");
    std::string const& treatment = feature.At("nan_value_treatment").Text();
    bool const known = treatment == "AsIs" || treatment == "AsFalse" || treatment == "AsTrue";
    if (!known) feature.Bad("unknown treatment of missing values \"" + treatment + "\"");
    std::string name = NameOf(feature, inputs.size());
    if (name.find('\n') != std::string::npos) feature.Bad("a name with a line end");
    inputs.push_back({std::move(name), treatment == "AsTrue"});
  }
  return inputs;
}

// Left where the value, rounded to float32, is at most the border.
Node SplitOf(Part const& split, std::vector<NumericInput> const& inputs) {
  std::string const& type = split.At("split_type").Text();
  if (type != "FloatFeature") {
    auto const of = split.Find("cat_feature_index");
    std::string const which =
        of ? " of categorical feature " + std::to_string(of->Integer(0, kMostFeatures)) : "";
    split.Bad("a split of type " + type + which + " is not read: only splits on numbers are");
  }
  auto const last = static_cast<int64_t>(inputs.size()) - 1;
  Node node;
  node.feature = static_cast<int32_t>(split.At("float_feature_index").Integer(0, last));
  float const border = split.At("border").Float();
  if (!std::isfinite(border)) split.Bad("a border that is not finite");
  node.threshold = LargestRoundingTo(border);
  node.missing = MissingKind::kNan;
  node.default_left = !inputs[static_cast<size_t>(node.feature)].nan_is_large;
  return node;
}

// A symmetric tree: every node of a level asks the same question. Bit i of a leaf's index is the
// answer to split i, so the last split is the root's.
class SymmetricTree {
 public:
  SymmetricTree(Part const& where, std::vector<NumericInput> const& inputs, size_t classes)
      : classes_(classes) {
    auto const splits = where.Find("splits");
    if (splits && !splits->IsNull()) {
      for (Part const& split : splits->Items()) splits_.push_back(SplitOf(split, inputs));
    }
    if (splits_.size() > kDeepest) where.Bad("a tree of more than 16 levels");
    leaves_ = size_t{1} << splits_.size();
    values_ = where.At("leaf_values").Doubles(leaves_ * classes);
    auto const weights = where.Find("leaf_weights");
    if (weights) weights_ = weights->Doubles(leaves_);
  }

  Tree Build(size_t k) const {
    Tree tree;
    // Node i of a level has the children 2 i and 2 i + 1 of the next: heap order from the root.
    size_t const nodes = leaves_ - 1;
    std::vector<double> weights(nodes + leaves_, 0.0);
    for (size_t leaf = 0; leaf < leaves_; ++leaf) {
      tree.leaf_values.push_back(values_[leaf * classes_ + k]);
      weights[nodes + leaf] = weights_.empty() ? 0.0 : weights_[leaf];
    }
    for (size_t i = nodes; i-- > 0;) weights[i] = weights[2 * i + 1] + weights[2 * i + 2];
    for (size_t level = 0, i = 0; level < splits_.size(); ++level) {
      for (size_t end = 2 * i + 1; i < end; ++i) {
        Node node = splits_[splits_.size() - 1 - level];
        auto const child = [&](size_t at) {
          return at < nodes ? static_cast<int32_t>(at) : ~static_cast<int32_t>(at - nodes);
        };
        node.left = child(2 * i + 1);
        node.right = child(2 * i + 2);
        tree.nodes.push_back(node);
        tree.node_counts.push_back(CountOf(weights[i], weights[0]));
        tree.split_gains.push_back(0.0);
      }
    }
    for (size_t leaf = 0; leaf < leaves_; ++leaf) {
      tree.leaf_counts.push_back(CountOf(weights[nodes + leaf], weights[0]));
    }
    return tree;
  }

 private:
  size_t classes_;
  size_t leaves_ = 1;
  std::vector<Node> splits_;
  std::vector<double> values_;
  std::vector<double> weights_;
};

// A tree of nested splits.
class NestedTree {
 public:
  NestedTree(Part const& where, std::vector<NumericInput> const& inputs, size_t classes)
      : where_(where), inputs_(inputs), classes_(classes) {
    Add(where);
    for (size_t i = listed_.left.size(); i-- > 0;) {
      if (listed_.left[i] < 0) continue;
      listed_.cover[i] = listed_.cover[static_cast<size_t>(listed_.left[i])] +
                         listed_.cover[static_cast<size_t>(listed_.right[i])];
    }
  }

  Tree Build(size_t k) const {
    auto const split = [&](size_t at, Tree&) { return nodes_[at]; };
    auto const in_order = [](size_t) { return true; };
    auto const leaf = [&](size_t at) { return values_[at * classes_ + k]; };
    return BuildTree(where_, listed_, {split, in_order, leaf});
  }

 private:
  // Children come after their parent. The depth is bounded by that of documents.
  size_t Add(Part const& at) {
    size_t const index = listed_.left.size();
    listed_.left.push_back(-1);
    listed_.right.push_back(-1);
    listed_.cover.push_back(0);
    nodes_.emplace_back();
    values_.resize(values_.size() + classes_, 0.0);
    auto const split = at.Find("split");
    if (!split) {
      auto const values = at.At("value").Doubles(classes_);
      std::copy(values.begin(), values.end(), values_.end() - static_cast<int64_t>(classes_));
      auto const weight = at.Find("weight");
      if (weight) listed_.cover[index] = weight->Double();
      return index;
    }
    nodes_[index] = SplitOf(*split, inputs_);
    listed_.left[index] = static_cast<int64_t>(Add(at.At("left")));
    listed_.right[index] = static_cast<int64_t>(Add(at.At("right")));
    return index;
  }

  Part where_;
  std::vector<NumericInput> const& inputs_;
  size_t classes_;
  ListedTree listed_;
  std::vector<Node> nodes_;
  std::vector<double> values_;  // classes_ a node
};

// What the loss makes of sums.
TransformKind TransformOf(std::string_view loss) {
  if (loss == "Logloss" || loss == "CrossEntropy" || loss == "MultiClassOneVsAll") {
    return TransformKind::kSigmoid;
  }
  if (loss == "MultiClass") return TransformKind::kSoftmax;
  if (loss == "Poisson" || loss == "Tweedie") return TransformKind::kExp;
  return TransformKind::kIdentity;
}

void ReadLoss(Part const& model, Forest& forest) {
  auto const info = model.Find("model_info");
  auto const parameters = info ? info->Find("params") : std::nullopt;
  auto const loss =
      parameters && parameters->IsObject() ? parameters->Find("loss_function") : std::nullopt;
  auto const type = loss ? loss->Find("type") : std::nullopt;
  if (!type) model.Bad("does not tell its loss function");
  forest.objective = type->Text();
  forest.transform.kind = TransformOf(forest.objective);
}

// [scale, [bias a class]], or [scale, bias] of older versions.
void ReadScale(Part const& model, Forest& forest) {
  Part const pair = model.At("scale_and_bias");
  if (pair.Count() != 2) pair.Bad("must hold a scale and a bias");
  if (pair.IsNumbers()) {
    auto const both = pair.Doubles(2);
    forest.scale = both[0];
    forest.bias = {both[1]};
    forest.classes = 1;
    return;
  }
  auto const items = pair.Items();
  forest.scale = items[0].Double();
  forest.bias = items[1].Doubles(items[1].Count());
  forest.classes = static_cast<int32_t>(forest.bias.size());
  if (forest.classes < 1) pair.Bad("must hold a bias a class");
}

template <class Kind>
void AddTrees(Part const& trees, std::vector<NumericInput> const& inputs, Forest& forest) {
  auto const classes = static_cast<size_t>(forest.classes);
  for (Part const& where : trees.Items()) {
    Kind const tree(where, inputs, classes);
    for (size_t k = 0; k < classes; ++k) forest.trees.push_back(tree.Build(k));
  }
}

}  // namespace

Forest ParseCatboost(std::string_view bytes) {
  Document const document = ParseDocument(bytes);
  Part const model(document, "model");
  Forest forest;
  forest.rules = {false, false, false};
  auto const inputs = InputsOf(model);
  for (auto const& input : inputs) forest.feature_names.push_back(input.name);
  ReadScale(model, forest);
  ReadLoss(model, forest);
  auto const symmetric = model.Find("oblivious_trees");
  if (symmetric) {
    AddTrees<SymmetricTree>(*symmetric, inputs, forest);
  } else {
    AddTrees<NestedTree>(model.At("trees"), inputs, forest);
  }
  if (forest.trees.empty()) model.Bad("has no trees");
  return forest;
}

}  // namespace winback::forest
