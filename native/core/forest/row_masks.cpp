#include "core/forest/row_masks.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>

#include "core/forest/row_mask_builder.h"
#include "core/forest/score_scalar.h"

namespace winback::forest {
namespace {

constexpr size_t kMaxBytes = size_t{192} << 20;
constexpr size_t kHugePage = size_t{2} << 20;
// The and of all streams of one row lives on the stack: this much at most.
constexpr size_t kMaxRowBytes = 64 << 10;

// Lines of a feature's bitmaps asked for as soon as its state is known.
constexpr int kFirstLines = 8;

size_t RoundUp(size_t value, size_t step) { return (value + step - 1) / step * step; }

}  // namespace

void RowMasks::Free::operator()(void* memory) const {
  ::operator delete(memory, std::align_val_t{kHugePage});
}

RowMasks::RowMasks(Forest const& forest, PackedForest const& packed) : forest_(forest) {
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
    AddFeatures(packed);
    if (!Allocate()) return;
    RowMaskBuilder(*this, forest).Run();
    summable_ = forest.classes == 1 && !linear_ && leaf_bits_ <= 64 && !features_.empty();
  }
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

bool RowMasks::Allocate() {
  size_t const trees = forest_.trees.size();
  word_trees_ = RoundUp(trees, 8);
  row_bytes_ = leaf_bits_ == 32 ? RoundUp(trees * 4, 64) : word_trees_ * (leaf_bits_ / 8);
  for (Feature& feature : features_) {
    feature.offset = bytes_;
    bytes_ += feature.states * row_bytes_;
    if (bytes_ > kMaxBytes) break;
  }
  if (bytes_ > kMaxBytes || row_bytes_ > kMaxRowBytes || features_.size() > kMaxStreams) {
    refusal_ = "row bitmaps would be too large";
    return false;
  }
  leaf_values_.assign(trees * leaf_bits_, 0.0);
  size_t const padded = RoundUp(bytes_ + 1024, kHugePage);
  masks_.reset(static_cast<uint8_t*>(::operator new(padded, std::align_val_t{kHugePage})));
#ifdef __linux__
  // A row touches a few lines in every feature's table: with small pages each is a TLB miss. Only
  // advice, so the result does not matter.
  if (bytes_ > kHugePage) madvise(masks_.get(), padded, MADV_HUGEPAGE);
#endif
  std::memset(masks_.get(), 0, padded);
  return true;
}

uint32_t RowMasks::StateOf(Feature const& feature, double value) const {
  if (feature.ranker == nullptr) {
    int32_t const category = CategoryOf(value);
    auto const& code_of = feature.categorical->code_of;
    bool const known = category >= 0 && static_cast<size_t>(category) < code_of.size();
    return known ? code_of[static_cast<size_t>(category)] : 0;
  }
  if (std::isnan(value)) return feature.nan_state;
  double const flushed = Flushed(value);
  if (feature.zero_mask && flushed == 0.0) return feature.zero_state;
  return feature.ranker->Rank(flushed);
}

void RowMasks::Score(RowKernel const& kernel, Iterations range, double const* row,
                     double* out) const {
  uint8_t const* streams[kMaxStreams];
  int32_t count = 0;
  for (Feature const& feature : features_) {
    uint32_t const state = StateOf(feature, row[feature.feature]);
    uint8_t const* const stream = masks_.get() + feature.offset + state * row_bytes_;
    for (int line = 0; line < kFirstLines; ++line) __builtin_prefetch(stream + line * 64);
    streams[count++] = stream;
  }
  if (!summable_) return ScorePlain(kernel, range, streams, row, out);
  RowStreams const what{streams, count, range.first, range.count, leaf_values_.data()};
  out[0] = leaf_bits_ == 32 ? kernel.sum32(what) : kernel.sum64(what);
}

void RowMasks::ScorePlain(RowKernel const& kernel, Iterations range, uint8_t const* const* streams,
                          double const* row, double* out) const {
  alignas(64) uint8_t left[kMaxRowBytes];
  auto const count = static_cast<int32_t>(features_.size());
  if (count == 0) {
    std::memset(left, 0xff, row_bytes_);
  } else {
    kernel.and_streams(streams, count, row_bytes_, left);
  }
  auto const leaf_of = [&](size_t tree) -> int {
    if (leaf_bits_ == 32) return std::countr_zero(reinterpret_cast<uint32_t const*>(left)[tree]);
    auto const* const words = reinterpret_cast<uint64_t const*>(left);
    if (leaf_bits_ == 64 || words[tree] != 0) return std::countr_zero(words[tree]);
    return 64 + std::countr_zero(words[word_trees_ + tree]);
  };
  std::fill_n(out, forest_.classes, 0.0);
  auto const classes = static_cast<size_t>(forest_.classes);
  size_t tree = static_cast<size_t>(range.first) * classes;
  for (int32_t i = 0; i < range.count; ++i) {
    for (size_t k = 0; k < classes; ++k, ++tree) {
      int const leaf = leaf_of(tree);
      out[k] += linear_ ? LeafOutput(forest_.trees[tree], leaf, row)
                        : leaf_values_[tree * leaf_bits_ + static_cast<size_t>(leaf)];
    }
  }
}

}  // namespace winback::forest
