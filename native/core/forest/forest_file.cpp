#include "core/forest/forest_file.h"

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/error.h"
#include "core/forest/check_forest.h"

namespace winback::forest {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::string_view kMagic = "WBFOREST";
constexpr uint32_t kVersion = 1;
constexpr size_t kHeader = 64;
constexpr size_t kAlign = 64;

// FNV-1a over 8-byte words; the file's size is a multiple of 64.
uint64_t Checksum(std::span<uint8_t const> bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    hash = (hash ^ word) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  return hash;
}

class Writer {
 public:
  static constexpr bool kReads = false;
  Writer() : bytes_(kHeader, 0) {}

  template <class T>
  void Value(T const& value) {
    std::vector<T> one{value};
    Array(one, 1);
  }
  template <class T>
  void Array(std::vector<T> const& values, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    size_t const at = bytes_.size();
    size_t const size = count * sizeof(T);
    bytes_.resize(at + (size + kAlign - 1) / kAlign * kAlign, 0);
    if (size > 0) std::memcpy(bytes_.data() + at, values.data(), size);
  }
  std::vector<uint8_t> Finish() {
    uint64_t const size = bytes_.size();
    uint64_t const sum = Checksum(std::span(bytes_).subspan(kHeader));
    std::memcpy(bytes_.data(), kMagic.data(), 8);
    std::memcpy(bytes_.data() + 8, &kVersion, 4);
    std::memcpy(bytes_.data() + 16, &size, 8);
    std::memcpy(bytes_.data() + 24, &sum, 8);
    return std::move(bytes_);
  }

 private:
  std::vector<uint8_t> bytes_;
};

[[noreturn]] void Bad(std::string const& what) {
  throw Error(ErrorCode::kBadModel, "forest file: " + what);
}

class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(std::span<uint8_t const> bytes) : bytes_(bytes) {
    if (bytes.size() < kHeader || std::memcmp(bytes.data(), kMagic.data(), 8) != 0) {
      Bad("not one of ours");
    }
    uint32_t version;
    uint64_t size;
    uint64_t sum;
    std::memcpy(&version, bytes.data() + 8, 4);
    std::memcpy(&size, bytes.data() + 16, 8);
    std::memcpy(&sum, bytes.data() + 24, 8);
    if (version != kVersion) Bad("version " + std::to_string(version) + " is not read");
    if (size != bytes.size()) Bad("its size is not the one it was written with");
    if (sum != Checksum(bytes.subspan(kHeader))) Bad("its checksum does not fit: it is damaged");
  }

  template <class T>
  void Value(T& value) {
    std::vector<T> one;
    Array(one, 1);
    value = one.front();
  }
  template <class T>
  void Array(std::vector<T>& values, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > (bytes_.size() - at_) / sizeof(T)) Bad("an array is longer than the file");
    values.resize(count);
    size_t const size = count * sizeof(T);
    if (size > 0) std::memcpy(values.data(), bytes_.data() + at_, size);
    at_ = std::min(bytes_.size(), at_ + (size + kAlign - 1) / kAlign * kAlign);
  }
  void End() const {
    if (at_ != bytes_.size()) Bad("it holds more than a forest");
  }

 private:
  std::span<uint8_t const> bytes_;
  size_t at_ = kHeader;
};

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
  if (packed.kind < 0 || packed.kind > 11) Bad("unknown kind of split");
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
      if (terms[i] > features.size() - at) Bad("linear terms do not add up");
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
  if (counts.leaves == 0) Bad("a tree without leaves");
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
      Bad("unknown transform");
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
  Writer writer;
  Forest copy = forest;
  WholeForest(writer, copy);
  return writer.Finish();
}

Forest LoadForest(std::span<uint8_t const> bytes) {
  Reader reader(bytes);
  Forest forest;
  WholeForest(reader, forest);
  reader.End();
  CheckForest(forest);
  return forest;
}

}  // namespace winback::forest
