#include "core/forest/rows/row_masks.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>

#include "core/base/error.h"
#include "core/forest/model/score_scalar.h"
#include "core/forest/rows/row_mask_builder.h"

namespace winback::forest {
namespace {

constexpr size_t kMaxBytes = size_t{192} << 20;
constexpr size_t kHugePage = size_t{2} << 20;
// The and of all streams of one row lives on the stack: this much at most.
constexpr size_t kMaxRowBytes = 64 << 10;

// A table of joint states: more would save a stream now and then, and lose it to cache misses
// (docs/decisions/0009).
constexpr size_t kMaxJointStates = 256;
constexpr size_t kMaxJointBytes = 5 << 18;

// Lines of a feature's bitmaps asked for as soon as its state is known: of tables with rows of more
// than kLongRow bytes, and of others (docs/decisions/0009).
constexpr int kFirstLines = 4;
constexpr int kFirstLinesOfFew = 1;
constexpr size_t kLongRow = 1024;

size_t RoundUp(size_t value, size_t step) { return (value + step - 1) / step * step; }

}  // namespace

void RowMasks::Free::operator()(void* memory) const {
  ::operator delete(memory, std::align_val_t{kHugePage});
}

RowMasks::RowMasks(Forest const& forest, PackedForest const& packed, StoredMasks stored)
    : forest_(forest) {
  int32_t leaves = 1;
  for (Tree const& tree : forest.trees) {
    leaves = std::max(leaves, tree.Leaves());
    linear_ = linear_ || !tree.linear.empty();
  }
  if (!packed.features_known) {
    refusal_ = packed.refusal;
  } else if (leaves > 128) {
    refusal_ = "a tree has " + std::to_string(leaves) + " leaves, row bitmaps hold 128";
  } else {
    leaf_bits_ = leaves <= 32 ? 32 : leaves <= 64 ? 64 : 128;
    size_t const trees = forest_.trees.size();
    word_trees_ = RoundUp(trees, 8);
    row_bytes_ = leaf_bits_ == 32 ? RoundUp(trees * 4, 64) : word_trees_ * (leaf_bits_ / 8);
    AddFeatures(packed);
    MakeGroups();
    if (!LayOut()) return;
    summable_ = forest.classes == 1 && !linear_ && leaf_bits_ <= 64 && !features_.empty();
    if (stored.masks.empty()) {
      Allocate();
      RowMaskBuilder(*this, forest).Run();
    } else if (stored.masks.size() == bytes_ &&
               stored.leaf_values.size() == forest_.trees.size() * leaf_bits_ && !linear_) {
      leaf_values_ = std::move(stored.leaf_values);
      masks_ = stored.masks.data();
      CheckLeaves();
    } else {
      throw Error(ErrorCode::kBadModel, "forest file: row tables of another forest");
    }
  }
}

void RowMasks::CheckLeaves() const {
  double const* mine = leaf_values_.data();
  for (Tree const& tree : forest_.trees) {
    Array<double> const& values = tree.leaf_values;
    if (std::memcmp(mine, values.data(), values.size() * sizeof(double)) != 0) {
      throw Error(ErrorCode::kBadModel, "forest file: row tables with other leaves");
    }
    mine += leaf_bits_;
  }
}

StoredMasks RowMasks::Stored() const {
  if (!refusal_.empty() || linear_) return {};
  return {leaf_values_, Array<uint8_t>::ViewOf({masks_, bytes_})};
}

void RowMasks::AddFeatures(PackedForest const& packed) {
  for (NumericFeature const& numeric : packed.numeric) {
    Feature& made = features_.emplace_back();
    made.feature = numeric.feature;
    made.ranker = &numeric.ranker;
    made.nan_state = numeric.ranker.Count() + 1;
    made.zero_state = made.nan_state + 1;
    made.zero_mask = numeric.zero_mask;
    made.states = made.nan_state + 1 + (numeric.zero_mask ? 1 : 0);
  }
  for (CategoricalFeature const& categorical : packed.categorical) {
    Feature& made = features_.emplace_back();
    made.feature = categorical.feature;
    made.categorical = &categorical;
    made.states = categorical.codes;
  }
}

// First fit, widest features first. Features that may be grouped stay in the model's order where
// they are equally wide: the columns of one category are neighbours, and few of their joint states
// ever occur.
void RowMasks::MakeGroups() {
  std::stable_sort(features_.begin(), features_.end(),
                   [](Feature const& a, Feature const& b) { return a.states > b.states; });
  size_t const most = std::min(kMaxJointStates, kMaxJointBytes / std::max<size_t>(row_bytes_, 1));
  std::vector<std::vector<Feature>> members;
  for (Feature const& feature : features_) {
    size_t at = 0;
    while (at < groups_.size() && groups_[at].states * feature.states > most) ++at;
    if (at == groups_.size()) {
      groups_.emplace_back();
      members.emplace_back();
    }
    groups_[at].states *= feature.states;
    members[at].push_back(feature);
  }
  features_.clear();
  for (size_t i = 0; i < groups_.size(); ++i) {
    groups_[i].first = features_.size();
    groups_[i].count = members[i].size();
    features_.insert(features_.end(), members[i].begin(), members[i].end());
  }
}

bool RowMasks::LayOut() {
  for (Group& group : groups_) {
    group.offset = bytes_;
    size_t stride = row_bytes_;
    for (size_t i = group.first; i < group.first + group.count; ++i) {
      features_[i].stride = stride;
      stride *= features_[i].states;
    }
    bytes_ += group.states * row_bytes_;
    if (bytes_ > kMaxBytes) break;
  }
  if (bytes_ > kMaxBytes || row_bytes_ > kMaxRowBytes || groups_.size() > kMaxStreams) {
    refusal_ = "row bitmaps would be too large";
    return false;
  }
  return true;
}

void RowMasks::Allocate() {
  leaf_values_.assign(forest_.trees.size() * leaf_bits_, 0.0);
  size_t const padded = RoundUp(bytes_ + 1024, kHugePage);
  own_.reset(static_cast<uint8_t*>(::operator new(padded, std::align_val_t{kHugePage})));
#ifdef __linux__
  // A row touches a few lines in every feature's table: with small pages each is a TLB miss. Only
  // advice, so the result does not matter.
  if (bytes_ > kHugePage) madvise(own_.get(), padded, MADV_HUGEPAGE);
#endif
  std::memset(own_.get(), 0, padded);
  masks_ = own_.get();
}

uint32_t RowMasks::StateOf(Feature const& feature, double value) const {
  if (feature.ranker == nullptr) {
    if (std::isnan(value)) return feature.categorical->nan_code;
    int32_t const category = CategoryOf(forest_.rules, value);
    auto const& code_of = feature.categorical->code_of;
    bool const known = category >= 0 && static_cast<size_t>(category) < code_of.size();
    return known ? code_of[static_cast<size_t>(category)] : 0;
  }
  if (std::isnan(value)) return feature.nan_state;
  double const flushed = Flushed(forest_.rules, value);
  if (feature.zero_mask && flushed == 0.0) return feature.zero_state;
  return feature.ranker->Rank(flushed);
}

void RowMasks::Score(RowKernels const& kernels, Iterations range, double const* row,
                     double* out) const {
  uint8_t const* streams[kMaxStreams];
  int32_t count = 0;
  Feature const* feature = features_.data();
  int const lines = row_bytes_ > kLongRow ? kFirstLines : kFirstLinesOfFew;
  for (Group const& group : groups_) {
    uint8_t const* stream = masks_ + group.offset;
    for (size_t i = 0; i < group.count; ++i, ++feature) {
      stream += StateOf(*feature, row[feature->feature]) * feature->stride;
    }
    for (int line = 0; line < lines; ++line) __builtin_prefetch(stream + line * 64);
    streams[count++] = stream;
  }
  if (!summable_) return ScorePlain(kernels, range, streams, row, out);
  RowStreams const what{streams,        count, range.first, range.count, leaf_values_.data(),
                        forest_.Base(0)};
  if (forest_.rules.float_sums) {
    out[0] = leaf_bits_ == 32 ? kernels.float_sum32(what) : kernels.float_sum64(what);
  } else {
    out[0] = leaf_bits_ == 32 ? kernels.sum32(what) : kernels.sum64(what);
  }
}

void RowMasks::ScorePlain(RowKernels const& kernels, Iterations range,
                          uint8_t const* const* streams, double const* row, double* out) const {
  alignas(64) uint8_t left[kMaxRowBytes];
  auto const count = static_cast<int32_t>(groups_.size());
  if (count == 0) {
    std::memset(left, 0xff, row_bytes_);
  } else {
    kernels.and_streams(streams, count, row_bytes_, left);
  }
  // The highest bit is set for the last word's sake: see SumLeaves.
  auto const leaf_of = [&](size_t tree) -> int {
    if (leaf_bits_ == 32) {
      return std::countr_zero(reinterpret_cast<uint32_t const*>(left)[tree] | uint32_t{1} << 31);
    }
    constexpr uint64_t kTop = uint64_t{1} << 63;
    auto const* const words = reinterpret_cast<uint64_t const*>(left);
    if (leaf_bits_ == 64) return std::countr_zero(words[tree] | kTop);
    if (words[tree] != 0) return std::countr_zero(words[tree]);
    return 64 + std::countr_zero(words[word_trees_ + tree] | kTop);
  };
  for (int32_t k = 0; k < forest_.classes; ++k) out[k] = forest_.Base(k);
  auto const classes = static_cast<size_t>(forest_.classes);
  size_t tree = static_cast<size_t>(range.first) * classes;
  for (int32_t i = 0; i < range.count; ++i) {
    for (size_t k = 0; k < classes; ++k, ++tree) {
      int const leaf = leaf_of(tree);
      double const value = linear_ ? LeafOutput(forest_.trees[tree], leaf, row)
                                   : leaf_values_[tree * leaf_bits_ + static_cast<size_t>(leaf)];
      out[k] = AddLeaf(forest_.rules, out[k], value);
    }
  }
}

}  // namespace winback::forest
