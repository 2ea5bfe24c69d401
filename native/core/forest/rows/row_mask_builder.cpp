#include "core/forest/rows/row_mask_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/forest/model/score_scalar.h"

namespace winback::forest {

RowMaskBuilder::RowMaskBuilder(RowMasks& masks, Forest const& forest)
    : masks_(masks),
      forest_(forest),
      numeric_of_(forest.feature_names.size(), -1),
      categorical_of_(forest.feature_names.size(), -1),
      seen_(masks.features_.size(), 0) {
  for (size_t i = 0; i < masks.features_.size(); ++i) {
    auto const& feature = masks.features_[i];
    auto& index = feature.ranker != nullptr ? numeric_of_ : categorical_of_;
    index[static_cast<size_t>(feature.feature)] = static_cast<int32_t>(i);
  }
  size_t states = 0;
  for (auto const& group : masks.groups_) {
    for (size_t i = group.first; group.count > 1 && i < group.first + group.count; ++i) {
      states += masks.features_[i].states;
    }
  }
  apart_.assign(states * masks.row_bytes_, 0);
  uint8_t* at = apart_.data();
  for (auto const& group : masks.groups_) {
    for (size_t i = group.first; i < group.first + group.count; ++i) {
      tables_.push_back(group.count > 1 ? at : masks.own_.get() + group.offset);
      if (group.count > 1) at += masks.features_[i].states * masks.row_bytes_;
    }
  }
}

void RowMaskBuilder::Run() {
  for (size_t i = 0; i < forest_.trees.size(); ++i) AddTree(forest_.trees[i], i);
  for (size_t i = 0; i < masks_.features_.size(); ++i) Finish(i);
  for (auto const& group : masks_.groups_) {
    if (group.count > 1) Join(group);
  }
}

void RowMaskBuilder::AddTree(Tree const& tree, size_t index) {
  for (size_t leaf = 0; leaf < tree.leaf_values.size(); ++leaf) {
    masks_.leaf_values_[index * masks_.leaf_bits_ + leaf] = tree.leaf_values[leaf];
  }
  if (tree.nodes.empty()) return;
  std::vector<Visit> open;
  path_.clear();
  auto split = [&](Node const& node) {
    auto const& index_of = node.categorical ? categorical_of_ : numeric_of_;
    Side const side = Current(static_cast<uint32_t>(index_of[static_cast<size_t>(node.feature)]));
    open.push_back({node.left, path_.size(), Narrowed(tree, node, side, true)});
    open.push_back({node.right, path_.size(), Narrowed(tree, node, side, false)});
  };
  split(tree.nodes[0]);
  while (!open.empty()) {
    Visit visit = std::move(open.back());
    open.pop_back();
    path_.resize(visit.path);
    path_.push_back(std::move(visit.side));
    if (visit.child >= 0) {
      split(tree.nodes[static_cast<size_t>(visit.child)]);
    } else {
      AddLeaf(index, ~visit.child);
    }
  }
}

RowMaskBuilder::Side RowMaskBuilder::Current(uint32_t feature) const {
  for (auto it = path_.rbegin(); it != path_.rend(); ++it) {
    if (it->feature == feature) return *it;
  }
  auto const& mine = masks_.features_[feature];
  Side side;
  side.feature = feature;
  if (mine.ranker != nullptr) {
    side.high = mine.ranker->Count();
  } else {
    side.codes.assign(mine.categorical->codes, 1);
  }
  return side;
}

RowMaskBuilder::Side RowMaskBuilder::Narrowed(Tree const& tree, Node const& node, Side side,
                                              bool left) const {
  auto const& mine = masks_.features_[side.feature];
  double const nan = std::numeric_limits<double>::quiet_NaN();
  if (mine.ranker != nullptr) {
    uint32_t const k = mine.ranker->IndexOf(node.threshold);
    if (left) {
      side.high = std::min(side.high, k);
    } else {
      side.low = std::max(side.low, k + 1);
    }
    side.nan = side.nan && GoesLeft(forest_.rules, tree, node, nan) == left;
    side.zero = side.zero && GoesLeft(forest_.rules, tree, node, 0.0) == left;
    return side;
  }
  std::vector<char> in(side.codes.size(), 0);
  auto const& code_of = mine.categorical->code_of;
  for (size_t category = 0; category < code_of.size(); ++category) {
    if (InSet(tree, node, static_cast<int32_t>(category))) in[code_of[category]] = 1;
  }
  if (GoesLeft(forest_.rules, tree, node, nan)) in[mine.categorical->nan_code] = 1;
  for (size_t code = 0; code < in.size(); ++code) {
    side.codes[code] = static_cast<char>(side.codes[code] != 0 && (in[code] != 0) == left);
  }
  return side;
}

// The last entry of each feature on the path holds all that was asked of it.
void RowMaskBuilder::AddLeaf(size_t tree, int32_t leaf) {
  ++stamp_;
  for (auto it = path_.rbegin(); it != path_.rend(); ++it) {
    if (seen_[it->feature] == stamp_) continue;
    seen_[it->feature] = stamp_;
    Exclude(*it, tree, leaf);
  }
}

// Marks the states outside the leaf's box. Ranks are marked as differences: Finish sums them up.
void RowMaskBuilder::Exclude(Side const& side, size_t tree, int32_t leaf) {
  auto const& mine = masks_.features_[side.feature];
  if (mine.ranker == nullptr) {
    for (size_t code = 0; code < side.codes.size(); ++code) {
      if (side.codes[code] == 0) Flip(side, static_cast<uint32_t>(code), tree, leaf);
    }
    return;
  }
  uint32_t const ranks = mine.ranker->Count() + 1;
  if (side.low > side.high) {
    Flip(side, 0, tree, leaf);
  } else {
    if (side.low > 0) {
      Flip(side, 0, tree, leaf);
      Flip(side, side.low, tree, leaf);
    }
    if (side.high + 1 < ranks) Flip(side, side.high + 1, tree, leaf);
  }
  if (!side.nan) Flip(side, mine.nan_state, tree, leaf);
  if (mine.zero_mask && !side.zero) Flip(side, mine.zero_state, tree, leaf);
}

void RowMaskBuilder::Flip(Side const& side, uint32_t state, size_t tree, int32_t leaf) {
  uint8_t* const row = tables_[side.feature] + state * masks_.row_bytes_;
  auto const bit = static_cast<size_t>(leaf);
  // Little-endian words: bit b of a word is bit b % 8 of its byte b / 8.
  size_t const word_bytes = masks_.leaf_bits_ == 32 ? 4 : 8;
  size_t const plane = bit / 64 * masks_.word_trees_ * 8;
  row[plane + tree * word_bytes + bit % 64 / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
}

// Differences of ranks become exclusions, exclusions become bitmaps of what is left.
void RowMaskBuilder::Finish(size_t feature) {
  auto const& mine = masks_.features_[feature];
  size_t const words = masks_.row_bytes_ / 8;
  auto* const all = reinterpret_cast<uint64_t*>(tables_[feature]);
  if (mine.ranker != nullptr) {
    for (size_t i = words; i < (mine.ranker->Count() + 1) * words; ++i) all[i] ^= all[i - words];
  }
  for (size_t i = 0; i < mine.states * words; ++i) all[i] = ~all[i];
}

// The bitmaps of a joint state are the and of its features'.
void RowMaskBuilder::Join(RowMasks::Group const& group) {
  size_t const words = masks_.row_bytes_ / 8;
  auto* out = reinterpret_cast<uint64_t*>(masks_.own_.get() + group.offset);
  for (size_t state = 0; state < group.states; ++state, out += words) {
    std::fill_n(out, words, ~uint64_t{0});
    size_t rest = state;
    for (size_t i = group.first; i < group.first + group.count; ++i) {
      size_t const mine = rest % masks_.features_[i].states;
      rest /= masks_.features_[i].states;
      auto const* const row = reinterpret_cast<uint64_t const*>(tables_[i]) + mine * words;
      for (size_t word = 0; word < words; ++word) out[word] &= row[word];
    }
  }
}

}  // namespace winback::forest
