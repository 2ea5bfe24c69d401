#include "core/forest/file/packed_file.h"

#include <cmath>
#include <utility>

namespace winback::forest {
namespace {

// As in forest_file.cpp, one function writes and reads each part.

struct Counts {
  uint32_t bit_sliced = 0;
  uint32_t numeric = 0;
  uint32_t categorical = 0;
  uint32_t variants = 0;
  uint32_t sets = 0;
  uint32_t predicates = 0;
  uint32_t iterations = 0;
  uint32_t unused = 0;
  uint64_t programs = 0;
  uint64_t reach_ops = 0;
  uint64_t pair_ops = 0;
  uint64_t plane_slots = 0;
  uint64_t leaf_values = 0;
  uint64_t mask_leaves = 0;
  uint64_t mask_bytes = 0;
};

struct NumericHead {
  int32_t feature = 0;
  uint32_t first_predicate = 0;
  uint32_t thresholds = 0;
  uint32_t masks = 0;  // 1 NaN, 2 zero
};

struct CategoricalHead {
  int32_t feature = 0;
  uint32_t codes = 0;
  uint32_t categories = 0;
};

struct SetHead {
  uint32_t categorical = 0;
  uint32_t target = 0;
  uint32_t codes = 0;
  uint32_t inverted = 0;
};

struct StoredVariant {
  uint32_t source = 0;
  uint32_t target = 0;
  uint32_t numeric = 0;
  uint32_t kind = 0;  // 1 zero kind, 2 default left
};

template <class File>
void Numeric(File& file, NumericFeature& numeric, bool zero_band) {
  NumericHead head{numeric.feature, numeric.first_predicate, numeric.ranker.Count(),
                   (numeric.nan_mask ? 1U : 0U) + (numeric.zero_mask ? 2U : 0U)};
  file.Value(head);
  auto thresholds = Array<double>::ViewOf({numeric.ranker.Thresholds(), numeric.ranker.Count()});
  file.Array(thresholds, head.thresholds);
  if constexpr (File::kReads) {
    Array<double> const& read = thresholds;
    bool sorted = head.thresholds <= 65535;
    for (size_t i = 0; i < read.size(); ++i) {
      sorted = sorted && !std::isnan(read[i]) && (i == 0 || read[i - 1] < read[i]);
    }
    if (!sorted) BadFile("thresholds must ascend");
    numeric.feature = head.feature;
    numeric.first_predicate = head.first_predicate;
    numeric.nan_mask = (head.masks & 1) != 0;
    numeric.zero_mask = (head.masks & 2) != 0;
    numeric.ranker = Ranker(std::vector<double>(read.begin(), read.end()), zero_band);
  }
}

template <class File>
void Categorical(File& file, CategoricalFeature& feature) {
  CategoricalHead head{feature.feature, feature.codes,
                       static_cast<uint32_t>(feature.code_of.size())};
  file.Value(head);
  file.Array(feature.code_of, head.categories);
  uint32_t nan_code = feature.nan_code;
  bool stored = true;
  if constexpr (File::kReads) stored = file.Version() > 4;
  if (stored) file.Value(nan_code);
  if constexpr (File::kReads) {
    if (head.codes < 1 || head.codes > kMaxCodes) BadFile("too many categories");
    feature.feature = head.feature;
    feature.codes = head.codes;
    if (nan_code >= head.codes) BadFile("an unknown code of missing values");
    feature.nan_code = static_cast<uint16_t>(nan_code);
    while ((uint32_t{1} << feature.bits) < feature.codes) ++feature.bits;
  }
}

template <class File>
void Set(File& file, CategorySet& set) {
  SetHead head{set.categorical, set.target, static_cast<uint32_t>(set.codes.size()),
               set.inverted ? 1U : 0U};
  file.Value(head);
  file.Array(set.codes, head.codes);
  if constexpr (File::kReads) {
    set.categorical = head.categorical;
    set.target = head.target;
    set.inverted = head.inverted != 0;
  }
}

template <class File>
void Variants(File& file, std::vector<MissingVariant>& variants, size_t count) {
  Array<StoredVariant> stored;
  for (MissingVariant const& v : variants) {
    stored.push_back(
        {v.source, v.target, v.numeric, (v.zero_kind ? 1U : 0U) + (v.default_left ? 2U : 0U)});
  }
  file.Array(stored, count);
  if constexpr (File::kReads) {
    for (StoredVariant const& v : std::as_const(stored)) {
      variants.push_back({v.source, v.target, v.numeric, (v.kind & 1) != 0, (v.kind & 2) != 0});
    }
  }
}

Counts CountsOf(PackedForest const& packed, StoredMasks const& masks) {
  Counts counts;
  counts.bit_sliced = packed.refusal.empty() ? 1 : 0;
  counts.mask_leaves = masks.leaf_values.size();
  counts.mask_bytes = masks.masks.size();
  if (counts.bit_sliced == 0) return counts;
  counts.numeric = static_cast<uint32_t>(packed.numeric.size());
  counts.categorical = static_cast<uint32_t>(packed.categorical.size());
  counts.variants = static_cast<uint32_t>(packed.variants.size());
  counts.sets = static_cast<uint32_t>(packed.sets.size());
  counts.predicates = packed.predicates;
  counts.iterations = static_cast<uint32_t>(packed.iterations);
  counts.programs = packed.programs.size();
  counts.reach_ops = packed.reach_ops.size();
  counts.pair_ops = packed.pair_ops.size();
  counts.plane_slots = packed.plane_slots.size();
  counts.leaf_values = packed.leaf_values.size();
  return counts;
}

template <class File, class Item, class Fn>
void Each(File& file, std::vector<Item>& items, uint32_t count, Fn one) {
  for (uint32_t i = 0; i < count; ++i) {
    if constexpr (File::kReads) items.emplace_back();
    one(file, items[i]);
  }
}

template <class File>
void Whole(File& file, PackedForest& packed, StoredMasks& masks) {
  Counts counts = CountsOf(packed, masks);
  file.Value(counts);
  if (counts.bit_sliced != 0) {
    Each(file, packed.numeric, counts.numeric,
         [&](File& to, NumericFeature& one) { Numeric(to, one, packed.rules.zero_band); });
    Each(file, packed.categorical, counts.categorical, Categorical<File>);
    Each(file, packed.sets, counts.sets, Set<File>);
    Variants(file, packed.variants, counts.variants);
    file.Array(packed.programs, counts.programs);
    file.Array(packed.reach_ops, counts.reach_ops);
    file.Array(packed.pair_ops, counts.pair_ops);
    file.Array(packed.plane_slots, counts.plane_slots);
    file.Array(packed.leaf_values, counts.leaf_values);
  }
  file.Array(masks.leaf_values, counts.mask_leaves);
  file.Array(masks.masks, counts.mask_bytes);
  if constexpr (File::kReads) {
    if (counts.bit_sliced == 0) packed.refusal = "not bit-sliced when it was saved";
    packed.features_known = counts.bit_sliced != 0;
    packed.predicates = counts.predicates;
    packed.iterations = static_cast<int32_t>(counts.iterations);
  }
}

}  // namespace

void PackedInFile(FileWriter& file, PackedForest& packed, StoredMasks& masks) {
  Whole(file, packed, masks);
}

void PackedInFile(FileReader& file, PackedForest& packed, StoredMasks& masks) {
  Whole(file, packed, masks);
}

}  // namespace winback::forest
