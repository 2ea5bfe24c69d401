#include "core/forest/forest_file.h"

#include <string>
#include <string_view>

#include "core/forest/check_forest.h"
#include "core/forest/file_arrays.h"

namespace winback::forest {
namespace {

// The fields below are written and read by the same functions, so that both orders are one.

struct Counts {
  int32_t classes = 1;
  int32_t average = 0;
  int32_t transform = 0;
  uint32_t trees = 0;
  uint64_t name_bytes = 0;
  double scale = 1;
};

// A Node without padding, so that equal forests give equal bytes.
struct PackedNode {
  double threshold;
  int32_t feature;
  int32_t left;
  int32_t right;
  int32_t set_begin;
  int32_t set_words;
  int32_t kind;  // 1 categorical, 2 default left, missing kind << 2: LightGBM's decision_type
};

struct TreeCounts {
  uint32_t leaves = 0;
  uint32_t category_words = 0;
  uint32_t linear = 0;
  uint32_t linear_terms = 0;
};

PackedNode Pack(Node const& node) {
  int32_t const kind = (node.categorical ? 1 : 0) + (node.default_left ? 2 : 0) +
                       (static_cast<int32_t>(node.missing) << 2);
  return {node.threshold, node.feature,   node.left, node.right,
          node.set_begin, node.set_words, kind};
}

Node Unpack(PackedNode const& packed) {
  if (packed.kind < 0 || packed.kind > 11) BadFile("unknown kind of split");
  return {
      packed.threshold,       packed.feature,         packed.left,
      packed.right,           packed.set_begin,       packed.set_words,
      (packed.kind & 1) != 0, (packed.kind & 2) != 0, static_cast<MissingKind>(packed.kind >> 2)};
}

template <class File>
void Nodes(File& file, Tree& tree, size_t count) {
  std::vector<PackedNode> packed;
  for (Node const& node : tree.nodes) packed.push_back(Pack(node));
  file.Array(packed, count);
  if constexpr (File::kReads) {
    for (PackedNode const& node : packed) tree.nodes.push_back(Unpack(node));
  }
}

template <class File>
void Linear(File& file, Tree& tree, TreeCounts const& counts) {
  std::vector<double> constants;
  std::vector<uint32_t> terms;
  std::vector<int32_t> features;
  std::vector<double> coefficients;
  for (LinearLeaf const& leaf : tree.linear) {
    constants.push_back(leaf.constant);
    terms.push_back(static_cast<uint32_t>(leaf.features.size()));
    features.insert(features.end(), leaf.features.begin(), leaf.features.end());
    coefficients.insert(coefficients.end(), leaf.coefficients.begin(), leaf.coefficients.end());
  }
  file.Array(constants, counts.leaves);
  file.Array(terms, counts.leaves);
  file.Array(features, counts.linear_terms);
  file.Array(coefficients, counts.linear_terms);
  if constexpr (File::kReads) {
    size_t at = 0;
    for (size_t i = 0; i < constants.size(); ++i) {
      if (terms[i] > features.size() - at) BadFile("linear terms do not add up");
      auto const from = static_cast<int64_t>(at);
      auto const to = from + static_cast<int64_t>(terms[i]);
      tree.linear.push_back({constants[i],
                             {features.begin() + from, features.begin() + to},
                             {coefficients.begin() + from, coefficients.begin() + to}});
      at += terms[i];
    }
  }
}

TreeCounts CountsOf(Tree const& tree) {
  TreeCounts counts{static_cast<uint32_t>(tree.leaf_values.size()),
                    static_cast<uint32_t>(tree.category_bits.size()), tree.linear.empty() ? 0U : 1U,
                    0};
  for (auto const& leaf : tree.linear) {
    counts.linear_terms += static_cast<uint32_t>(leaf.features.size());
  }
  return counts;
}

template <class File>
void OneTree(File& file, Tree& tree) {
  TreeCounts counts = CountsOf(tree);
  file.Value(counts);
  if (counts.leaves == 0) BadFile("a tree without leaves");
  size_t const splits = counts.leaves - 1;
  Nodes(file, tree, splits);
  file.Array(tree.leaf_values, counts.leaves);
  file.Array(tree.node_counts, splits);
  file.Array(tree.leaf_counts, counts.leaves);
  file.Array(tree.split_gains, splits);
  file.Array(tree.category_bits, counts.category_words);
  if (counts.linear != 0) Linear(file, tree, counts);
}

// Feature names and the objective, which hold no line end (the text format's parts never do).
std::string JoinedNames(Forest const& forest) {
  std::string names = forest.objective;
  for (auto const& name : forest.feature_names) names.append("\n").append(name);
  return names;
}

void SplitNames(std::string_view names, Forest& forest) {
  size_t end = std::min(names.find('\n'), names.size());
  forest.objective = std::string(names.substr(0, end));
  while (end < names.size()) {
    names.remove_prefix(end + 1);
    end = std::min(names.find('\n'), names.size());
    forest.feature_names.emplace_back(names.substr(0, end));
  }
}

template <class File>
void WholeForest(File& file, Forest& forest) {
  std::string const joined = JoinedNames(forest);
  Counts counts{forest.classes,
                forest.average ? 1 : 0,
                static_cast<int32_t>(forest.transform.kind),
                static_cast<uint32_t>(forest.trees.size()),
                joined.size(),
                forest.transform.scale};
  file.Value(counts);
  std::vector<char> names(joined.begin(), joined.end());
  file.Array(names, counts.name_bytes);
  if constexpr (File::kReads) {
    SplitNames({names.data(), names.size()}, forest);
    if (counts.transform < 0 || counts.transform > static_cast<int32_t>(TransformKind::kLog1pExp)) {
      BadFile("unknown transform");
    }
    forest.classes = counts.classes;
    forest.average = counts.average != 0;
    forest.transform = {static_cast<TransformKind>(counts.transform), counts.scale};
  }
  for (uint32_t i = 0; i < counts.trees; ++i) {
    if constexpr (File::kReads) forest.trees.emplace_back();
    OneTree(file, forest.trees[i]);
  }
}

}  // namespace

std::vector<uint8_t> SaveForest(Forest const& forest) {
  FileWriter writer;
  Forest copy = forest;
  WholeForest(writer, copy);
  return writer.Finish();
}

Forest LoadForest(std::span<uint8_t const> bytes) {
  FileReader reader(bytes);
  Forest forest;
  WholeForest(reader, forest);
  reader.End();
  CheckForest(forest);
  return forest;
}

}  // namespace winback::forest
