#include "core/forest/import/xgboost_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/forest/import/document.h"
#include "core/forest/import/float_threshold.h"
#include "core/forest/import/part.h"
#include "core/forest/import/tree_builder.h"
#include "core/forest/import/xgboost_objective.h"

namespace winback::forest {
namespace {

constexpr int64_t kMostCategories = 16777216;
constexpr int64_t kMostFeatures = (int64_t{1} << 30) - 1;
constexpr int64_t kMostTrees = (int64_t{1} << 30) - 1;
// Words of category sets that every model may have, however small its bytes.
constexpr size_t kFreeWords = size_t{1} << 20;

// One tree's lists.
class XgboostTree {
 public:
  XgboostTree(Part const& where, float weight, size_t& words_left)
      : where_(where), weight_(weight), words_left_(words_left) {
    auto const parameters = where.Find("tree_param");
    auto const values = parameters ? parameters->Find("size_leaf_vector") : std::nullopt;
    if (values && values->Integer(0, kMostFeatures) > 1) {
      where.Bad("leaves with several values (multi_output_tree) are not read");
    }
    Part const left = where.At("left_children");
    size_ = left.Count();
    auto const last = static_cast<int64_t>(size_) - 1;
    listed_.left = left.Integers(size_, -1, last);
    listed_.right = where.At("right_children").Integers(size_, -1, last);
    listed_.cover = Optional("sum_hessian");
    listed_.gain = Optional("loss_changes");
    conditions_ = where.At("split_conditions").Floats(size_);
    features_ = where.At("split_indices").Integers(size_, 0, std::numeric_limits<uint32_t>::max());
    default_left_ = where.At("default_left").Integers(size_, 0, 1);
    auto const types = where.Find("split_type");
    types_ = types ? types->Integers(size_, 0, 1) : std::vector<int64_t>(size_, 0);
    set_of_.assign(size_, -1);
    if (where.Find("categories_nodes")) ReadSets();
  }

  Tree Build(int32_t features) {
    auto const split = [&](size_t at, Tree& tree) { return Split(at, features, tree); };
    auto const in_order = [&](size_t at) { return types_[at] == 0; };
    auto const leaf = [&](size_t at) { return double{conditions_[at] * weight_}; };
    return BuildTree(where_, listed_, {split, in_order, leaf});
  }

 private:
  std::vector<double> Optional(std::string_view key) const {
    auto const found = where_.Find(key);
    return found ? found->Doubles(size_) : std::vector<double>();
  }

  void ReadSets() {
    Part const nodes = where_.At("categories_nodes");
    size_t const sets = nodes.Count();
    Part const all = where_.At("categories");
    auto const most = static_cast<int64_t>(all.Count());
    categories_ = all.Integers(all.Count(), 0, kMostCategories - 1);
    segments_ = where_.At("categories_segments").Integers(sets, 0, most);
    sizes_ = where_.At("categories_sizes").Integers(sets, 0, most);
    auto const of = nodes.Integers(sets, 0, static_cast<int64_t>(size_) - 1);
    for (size_t k = 0; k < sets; ++k) {
      if (sizes_[k] > most - segments_[k]) where_.Bad("a set of categories is out of range");
      set_of_[static_cast<size_t>(of[k])] = static_cast<int64_t>(k);
    }
  }

  Node Split(size_t at, int32_t features, Tree& tree) {
    Node node;
    if (features_[at] >= features) where_.Bad("a split on a feature that does not exist");
    node.feature = static_cast<int32_t>(features_[at]);
    node.missing = MissingKind::kNan;
    node.default_left = default_left_[at] != 0;
    if (types_[at] != 0) {
      // XGBoost sends what is in the set right: the children are exchanged.
      node.default_left = !node.default_left;
      AddSet(at, node, tree);
      return node;
    }
    if (!std::isfinite(conditions_[at])) where_.Bad("a split condition that is not finite");
    node.threshold = ThresholdBelow(conditions_[at]);
    return node;
  }

  void AddSet(size_t at, Node& node, Tree& tree) {
    if (set_of_[at] < 0) where_.Bad("a categorical split without categories");
    auto const set = static_cast<size_t>(set_of_[at]);
    auto const first = categories_.begin() + segments_[set];
    auto const end = first + sizes_[set];
    int64_t const most = first == end ? 0 : *std::max_element(first, end);
    auto const words = static_cast<size_t>(most / 32 + 1);
    if (words > words_left_) where_.Bad("category sets larger than the model explains");
    words_left_ -= words;
    node.categorical = true;
    node.set_begin = static_cast<int32_t>(tree.category_bits.size());
    node.set_words = static_cast<int32_t>(words);
    std::vector<uint32_t> bits(words, 0);
    for (auto it = first; it != end; ++it) {
      bits[static_cast<size_t>(*it / 32)] |= uint32_t{1} << (*it % 32);
    }
    tree.category_bits.append(bits.begin(), bits.end());
  }

  Part where_;
  float weight_;
  size_t& words_left_;
  size_t size_ = 0;
  ListedTree listed_;
  std::vector<float> conditions_;
  std::vector<int64_t> features_;
  std::vector<int64_t> default_left_;
  std::vector<int64_t> types_;
  std::vector<int64_t> set_of_;  // by node, or -1
  std::vector<int64_t> categories_;
  std::vector<int64_t> segments_;
  std::vector<int64_t> sizes_;
};

// The trees of the booster, whether it stands alone or inside DART's.
struct Booster {
  Part model;
  std::vector<float> weights;  // of trees; empty without DART
};

Booster BoosterOf(Part const& learner) {
  Part const booster = learner.At("gradient_booster");
  std::string const& name = booster.At("name").Text();
  if (name != "gbtree" && name != "dart") {
    booster.Bad("the booster \"" + name + "\" is not read: only trees are");
  }
  auto const inner = booster.Find("gbtree");
  Part model = inner ? inner->At("model") : booster.At("model");
  auto weights = model.Find("weight_drop");
  if (!weights) weights = booster.Find("weight_drop");
  auto drop = weights ? weights->Floats(weights->Count()) : std::vector<float>();
  return {std::move(model), std::move(drop)};
}

std::vector<std::string> FeatureNames(Part const& learner) {
  Part const counted = learner.At("learner_model_param").At("num_feature");
  auto const count = static_cast<size_t>(counted.Integer(1, kMostFeatures));
  auto const given = learner.Find("feature_names");
  auto names = given ? given->Texts() : std::vector<std::string>();
  if (names.empty()) {
    // A hostile count would take memory that the model does not explain.
    if (count > size_t{1} << 24) counted.Bad("too many features");
    for (size_t i = 0; i < count; ++i) names.push_back(NumberedName(i));
  }
  if (names.size() != count) given->Bad("must hold " + std::to_string(count) + " names");
  for (auto const& name : names) {
    if (name.find('\n') != std::string::npos) given->Bad("a name with a line end");
  }
  return names;
}

int32_t Classes(Part const& learner) {
  Part const parameters = learner.At("learner_model_param");
  auto const targets = parameters.Find("num_target");
  if (targets && targets->Integer(0, kMostFeatures) > 1) {
    targets->Bad("models of several targets are not read");
  }
  auto const classes = parameters.Find("num_class");
  constexpr int64_t kMost = 1 << 20;
  return classes ? static_cast<int32_t>(std::max<int64_t>(classes->Integer(0, kMost), 1)) : 1;
}

// Ends of the rounds among the trees; equal rounds where old models do not tell.
std::vector<int64_t> RoundEnds(Part const& model, int64_t trees, int64_t round_trees) {
  auto const told = model.Find("iteration_indptr");
  if (told) {
    auto ends = told->Integers(told->Count(), 0, trees);
    bool const good = !ends.empty() && ends.front() == 0 && ends.back() == trees &&
                      std::is_sorted(ends.begin(), ends.end());
    if (!good) told->Bad("must ascend from 0 to the number of trees");
    return ends;
  }
  std::vector<int64_t> ends;
  for (int64_t end = 0; end <= trees; end += round_trees) ends.push_back(end);
  if (ends.back() != trees) model.Bad("the number of trees is no multiple of a round's");
  return ends;
}

int64_t UsedTrees(Part const& learner, std::vector<int64_t> const& ends, Rounds rounds) {
  auto const all = static_cast<int64_t>(ends.size()) - 1;
  if (rounds.kind == Rounds::Kind::kAll) return ends.back();
  int64_t count = rounds.count;
  if (rounds.kind == Rounds::Kind::kBest) {
    auto const attributes = learner.Find("attributes");
    auto const best = attributes ? attributes->Find("best_iteration") : std::nullopt;
    if (!best) learner.Bad("has no best iteration: it was trained without early stopping");
    count = best->Integer(0, kMostTrees) + 1;
  }
  if (count > all) {
    learner.Bad("has " + std::to_string(all) + " rounds, " + std::to_string(count) +
                " are asked for");
  }
  return ends[static_cast<size_t>(count)];
}

// Puts trees, which may lie class after class inside a round, into the order of a Forest.
void Arrange(Part const& model, std::vector<std::vector<Tree>> by_class, Forest& forest) {
  size_t const each = by_class.front().size();
  for (auto const& trees : by_class) {
    if (trees.size() != each) model.Bad("classes with different numbers of trees");
  }
  for (size_t i = 0; i < each; ++i) {
    for (auto& trees : by_class) forest.trees.push_back(std::move(trees[i]));
  }
}

}  // namespace

Forest ParseXgboost(std::string_view bytes, Rounds rounds) {
  Document const document = ParseDocument(bytes);
  Part const learner = Part(document, "model").At("learner");
  Forest forest;
  forest.rules = {true, false, true};
  forest.feature_names = FeatureNames(learner);
  forest.classes = Classes(learner);
  ReadXgboostObjective(learner, forest);
  auto const [model, weights] = BoosterOf(learner);
  auto const trees = model.At("trees").Items();
  auto const count = static_cast<int64_t>(trees.size());
  auto const class_of = model.At("tree_info").Integers(trees.size(), 0, forest.classes - 1);
  if (!weights.empty() && weights.size() != trees.size()) model.Bad("a weight a tree is needed");
  Part const parameters = model.At("gbtree_model_param");
  auto const parallel = parameters.Find("num_parallel_tree");
  int64_t const beside = parallel ? parallel->Integer(1, kMostTrees) : 1;
  auto const ends = RoundEnds(model, count, forest.classes * beside);
  auto const used = static_cast<size_t>(UsedTrees(learner, ends, rounds));
  std::vector<std::vector<Tree>> by_class(static_cast<size_t>(forest.classes));
  size_t words_left = kFreeWords + bytes.size();
  for (size_t i = 0; i < used; ++i) {
    XgboostTree tree(trees[i], weights.empty() ? 1.0F : weights[i], words_left);
    by_class[static_cast<size_t>(class_of[i])].push_back(tree.Build(forest.Features()));
  }
  if (used == 0) model.Bad("has no trees");
  Arrange(model, std::move(by_class), forest);
  return forest;
}

}  // namespace winback::forest
