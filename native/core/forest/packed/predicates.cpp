#include "core/forest/packed/predicates.h"

#include <algorithm>

namespace winback::forest {
namespace {

// Categories of a node's set, ascending.
template <class Fn>
void ForEachCategory(Tree const& tree, Node const& node, Fn&& fn) {
  for (int32_t word = 0; word < node.set_words; ++word) {
    uint32_t bits = tree.category_bits[static_cast<size_t>(node.set_begin + word)];
    for (; bits != 0; bits &= bits - 1) fn(word * 32 + __builtin_ctz(bits));
  }
}

template <class T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool NanGoesLeft(Node const& node) {
  return node.missing == MissingKind::kNan && node.default_left;
}

int MissingBit(MissingKind kind) { return 1 << static_cast<int>(kind); }

// Widest set kept as a table by category.
constexpr int32_t kMaxCategory = 65535;

}  // namespace

Predicates::Predicates(Forest const& forest, PackedForest& packed)
    : packed_(packed),
      numeric_of_(forest.feature_names.size(), -1),
      categorical_of_(forest.feature_names.size(), -1) {
  std::vector<std::vector<double>> thresholds(forest.feature_names.size());
  std::vector<std::vector<int32_t>> categories(forest.feature_names.size());
  std::vector<char> categorical(forest.feature_names.size(), 0);
  std::vector<char> missing(forest.feature_names.size(), 0);
  for (Tree const& tree : forest.trees) {
    for (Node const& node : tree.nodes) {
      auto const f = static_cast<size_t>(node.feature);
      if (!node.categorical) {
        thresholds[f].push_back(node.threshold);
        missing[f] = static_cast<char>(missing[f] | MissingBit(node.missing));
        continue;
      }
      categorical[f] = 1;
      missing[f] = static_cast<char>(missing[f] | (NanGoesLeft(node) ? 1 : 0));
      if (node.set_words > (kMaxCategory + 1) / 32) Refuse("a category above 65535");
      if (packed_.refusal.empty()) {
        ForEachCategory(tree, node, [&](int32_t c) { categories[f].push_back(c); });
      }
    }
  }
  for (size_t f = 0; f < thresholds.size() && packed_.refusal.empty(); ++f) {
    if (!thresholds[f].empty()) {
      AddNumeric(static_cast<int32_t>(f), thresholds[f], missing[f]);
    }
    if (categorical[f] != 0)
      AddCategorical(static_cast<int32_t>(f), categories[f], missing[f] != 0);
  }
}

void Predicates::Refuse(std::string const& why) {
  if (packed_.refusal.empty()) packed_.refusal = why;
}

void Predicates::AddNumeric(int32_t feature, std::vector<double>& thresholds, int missing) {
  for (double& t : thresholds) t += 0.0;  // -0 and +0 are one threshold
  SortUnique(thresholds);
  if (packed_.predicates + thresholds.size() > kMaxPredicates) {
    Refuse("more than 65280 distinct splits");
    return;
  }
  numeric_of_[static_cast<size_t>(feature)] = static_cast<int32_t>(packed_.numeric.size());
  NumericFeature& made = packed_.numeric.emplace_back();
  made.feature = feature;
  made.first_predicate = packed_.predicates;
  made.nan_mask = (missing & MissingBit(MissingKind::kNan)) != 0;
  made.zero_mask = (missing & MissingBit(MissingKind::kZero)) != 0;
  packed_.predicates += static_cast<uint32_t>(thresholds.size());
  made.ranker = Ranker(std::move(thresholds), packed_.rules.zero_band);
}

void Predicates::AddCategorical(int32_t feature, std::vector<int32_t>& categories, bool nan_code) {
  SortUnique(categories);
  if (categories.size() + (nan_code ? 1 : 0) >= kMaxCodes) {
    Refuse("a feature with more than 4095 categories");
    return;
  }
  categorical_of_[static_cast<size_t>(feature)] = static_cast<int32_t>(packed_.categorical.size());
  CategoricalFeature& made = packed_.categorical.emplace_back();
  made.feature = feature;
  made.code_of.assign(categories.empty() ? 2 : static_cast<size_t>(categories.back() / 2 + 1) * 2,
                      0);
  for (int32_t const category : categories) {
    made.code_of[static_cast<size_t>(category)] = static_cast<uint16_t>(made.codes++);
  }
  if (nan_code) made.nan_code = static_cast<uint16_t>(made.codes++);
  while ((uint32_t{1} << made.bits) < made.codes) ++made.bits;
}

uint32_t Predicates::Of(Tree const& tree, Node const& node) {
  uint32_t const predicate =
      node.categorical ? CategoricalPredicate(tree, node) : NumericPredicate(node);
  if (packed_.predicates > kMaxPredicates) Refuse("more than 65280 distinct splits");
  return predicate;
}

uint32_t Predicates::NumericPredicate(Node const& node) {
  auto const index = static_cast<uint32_t>(numeric_of_[static_cast<size_t>(node.feature)]);
  NumericFeature const& numeric = packed_.numeric[index];
  uint32_t const plain = numeric.first_predicate + numeric.ranker.IndexOf(node.threshold);
  if (node.missing == MissingKind::kNone) return plain;
  bool const zero_kind = node.missing == MissingKind::kZero;
  uint32_t const direction = (zero_kind ? 2U : 0U) + (node.default_left ? 1U : 0U);
  auto const [at, added] = variant_of_.try_emplace({plain, direction}, packed_.predicates);
  if (added) {
    packed_.variants.push_back({plain, packed_.predicates++, index, zero_kind, node.default_left});
  }
  return at->second;
}

uint32_t Predicates::CategoricalPredicate(Tree const& tree, Node const& node) {
  auto const index = static_cast<uint32_t>(categorical_of_[static_cast<size_t>(node.feature)]);
  CategoricalFeature const& feature = packed_.categorical[index];
  std::vector<uint16_t> codes;
  ForEachCategory(tree, node, [&](int32_t category) {
    codes.push_back(feature.code_of[static_cast<size_t>(category)]);
  });
  if (NanGoesLeft(node)) codes.push_back(feature.nan_code);
  auto const [at, added] = set_of_.try_emplace({index, codes}, packed_.predicates);
  if (!added) return at->second;
  CategorySet set{index, packed_.predicates++, codes, codes.size() > feature.codes / 2};
  if (set.inverted) {
    set.codes = {};
    for (uint32_t code = 0; code < feature.codes; ++code) {
      auto const c = static_cast<uint16_t>(code);
      if (!std::binary_search(codes.begin(), codes.end(), c)) set.codes.push_back(c);
    }
  }
  packed_.sets.push_back(std::move(set));
  return at->second;
}

}  // namespace winback::forest
