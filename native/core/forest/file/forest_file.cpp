#include "core/forest/file/forest_file.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/forest/file/packed_file.h"
#include "core/forest/model/check_forest.h"
#include "core/forest/packed/check_packed.h"

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

struct TreeCounts {
  uint32_t leaves = 0;
  uint32_t category_words = 0;
  uint32_t linear = 0;
  uint32_t linear_terms = 0;
};

// The bytes of a node that are not any number are looked at before they are taken for a bool or an
// enumeration.
void CheckFlags(Array<Node> const& nodes) {
  auto const* bytes = reinterpret_cast<uint8_t const*>(nodes.data());
  for (size_t i = 0; i < nodes.size(); ++i, bytes += sizeof(Node)) {
    bool const known = bytes[offsetof(Node, categorical)] <= 1 &&
                       bytes[offsetof(Node, default_left)] <= 1 &&
                       bytes[offsetof(Node, missing)] <= static_cast<uint8_t>(MissingKind::kNan) &&
                       bytes[offsetof(Node, unused)] == 0;
    if (!known) BadFile("unknown kind of split");
  }
}

// Leaves' terms lie one after the other in two arrays; each leaf reads its part of them.
template <class File>
void Linear(File& file, Tree& tree, TreeCounts const& counts) {
  Array<double> constants;
  Array<uint32_t> terms;
  Array<int32_t> features;
  Array<double> coefficients;
  for (LinearLeaf const& leaf : tree.linear) {
    constants.push_back(leaf.constant);
    terms.push_back(static_cast<uint32_t>(leaf.features.size()));
    features.append(leaf.features.begin(), leaf.features.end());
    coefficients.append(leaf.coefficients.begin(), leaf.coefficients.end());
  }
  file.Array(constants, counts.leaves);
  file.Array(terms, counts.leaves);
  file.Array(features, counts.linear_terms);
  file.Array(coefficients, counts.linear_terms);
  if constexpr (File::kReads) {
    size_t at = 0;
    for (size_t i = 0; i < constants.size(); ++i) {
      size_t const here = std::as_const(terms)[i];
      if (here > features.size() - at) BadFile("linear terms do not add up");
      tree.linear.push_back(
          {std::as_const(constants)[i],
           Array<int32_t>::ViewOf({std::as_const(features).data() + at, here}),
           Array<double>::ViewOf({std::as_const(coefficients).data() + at, here})});
      at += here;
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
  file.Array(tree.nodes, splits);
  if constexpr (File::kReads) CheckFlags(tree.nodes);
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

// What LightGBM's forests do without.
struct ForeignHead {
  uint32_t float_sums = 0;
  uint32_t zero_band = 1;
  uint32_t float_categories = 0;
  uint32_t bases = 0;
  uint32_t biases = 0;
  uint32_t unused = 0;
  double scale = 1;
};

template <class File>
void PerClass(File& file, std::vector<double>& values, uint32_t count) {
  Array<double> stored(values);
  file.Array(stored, count);
  if constexpr (File::kReads) {
    Array<double> const& read = stored;
    values.assign(read.begin(), read.end());
  }
}

template <class File>
void Foreign(File& file, Forest& forest) {
  Rules& rules = forest.rules;
  ForeignHead head{rules.float_sums ? 1U : 0U,
                   rules.zero_band ? 1U : 0U,
                   rules.float_categories ? 1U : 0U,
                   static_cast<uint32_t>(forest.base.size()),
                   static_cast<uint32_t>(forest.bias.size()),
                   0,
                   forest.scale};
  file.Value(head);
  if (head.float_sums > 1 || head.zero_band > 1 || head.float_categories > 1) {
    BadFile("unknown rules of scoring");
  }
  rules = {head.float_sums != 0, head.zero_band != 0, head.float_categories != 0};
  PerClass(file, forest.base, head.bases);
  PerClass(file, forest.bias, head.biases);
  forest.scale = head.scale;
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
  Array<char> names(std::vector<char>(joined.begin(), joined.end()));
  file.Array(names, counts.name_bytes);
  if constexpr (File::kReads) {
    SplitNames({std::as_const(names).data(), names.size()}, forest);
    if (counts.transform < 0 || counts.transform > static_cast<int32_t>(TransformKind::kExpFloat)) {
      BadFile("unknown transform");
    }
    forest.classes = counts.classes;
    forest.average = counts.average != 0;
    forest.transform = {static_cast<TransformKind>(counts.transform), counts.scale};
  }
  bool foreign = true;
  if constexpr (File::kReads) foreign = file.Version() > 4;
  if (foreign) Foreign(file, forest);
  for (uint32_t i = 0; i < counts.trees; ++i) {
    if constexpr (File::kReads) forest.trees.emplace_back();
    OneTree(file, forest.trees[i]);
  }
}

template <class File>
void Description(File& file, Forest& forest) {
  uint64_t size = forest.description.size();
  file.Value(size);
  Array<char> bytes(std::vector<char>(forest.description.begin(), forest.description.end()));
  file.Array(bytes, size);
  if constexpr (File::kReads) {
    forest.description.assign(std::as_const(bytes).data(), bytes.size());
  }
}

}  // namespace

std::vector<uint8_t> SaveForest(Forest const& forest, PackedForest const& packed,
                                RowMasks const* masks) {
  FileWriter writer;
  Forest trees = forest;
  WholeForest(writer, trees);
  PackedForest programs = packed;
  StoredMasks rows = masks == nullptr ? StoredMasks{} : masks->Stored();
  PackedInFile(writer, programs, rows);
  Description(writer, trees);
  return writer.Finish();
}

StoredForest LoadForest(FileBytes file) {
  FileReader reader(file.bytes);
  StoredForest stored;
  WholeForest(reader, stored.forest);
  CheckForest(stored.forest);
  stored.packed.rules = stored.forest.rules;
  PackedInFile(reader, stored.packed, stored.masks);
  if (reader.Version() > 3) Description(reader, stored.forest);
  reader.End();
  if (stored.packed.refusal.empty()) {
    CheckPacked(stored.forest, stored.packed);
  } else {
    stored.packed = PackForest(stored.forest);
  }
  stored.forest.memory = std::move(file.memory);
  return stored;
}

}  // namespace winback::forest
