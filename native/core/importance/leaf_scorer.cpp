#include "core/importance/leaf_scorer.h"

#include <algorithm>
#include <bit>
#include <new>

#include "core/base/kernel_table.h"
#include "core/forest/model/score_scalar.h"

namespace winback::importance {
namespace {

constexpr std::align_val_t kAlignment{64};

struct Free {
  void operator()(uint8_t* memory) const { ::operator delete(memory, kAlignment); }
};
using Aligned = std::unique_ptr<uint8_t, Free>;

Aligned Allocate(size_t bytes) {
  return Aligned(static_cast<uint8_t*>(::operator new(bytes, kAlignment)));
}

int64_t Blocks(int64_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

constexpr KernelTable<LeafKernels> kKernels{
    {Isa::kScalar, &kLeafScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kLeafAvx2},
    {Isa::kAvx512, &kLeafAvx512},
#endif
};

}  // namespace

struct LeafScorer::Workspace {
  LeafKernels const& kernels;
  GroupSteps group;
  // [shuffle][feature][row], whole blocks; empty outside the group.
  std::vector<std::vector<std::vector<uint8_t>>> moved;
  Aligned planes;
  Aligned kept_codes;   // [tree][row of the block]
  Aligned moved_codes;  // [tree of the chunk][row of the block]
  Aligned sums;         // [row of the block]

  uint8_t* Plane(uint32_t index) { return planes.get() + int64_t{index} * kPlaneBytes; }
};

LeafScorer::LeafScorer(forest::Forest const& forest,
                       std::vector<std::vector<double>> const& columns, int64_t rows)
    : forest_(forest), rows_(rows), codes_(forest), refusal_(codes_.Refusal()) {
  for (auto const& tree : forest.trees) {
    if (tree.Leaves() > kMaxLeaves) refusal_ = "over 256 leaves";
  }
  if (!refusal_.empty()) return;
  trees_.reserve(forest.trees.size());
  for (auto const& tree : forest.trees) trees_.emplace_back(tree);
  MakeWords();
  row_codes_.resize(columns.size());
  for (Question const& question : codes_.Questions()) {
    auto const feature = static_cast<size_t>(question.feature);
    if (!row_codes_[feature].empty()) continue;
    row_codes_[feature].resize(static_cast<size_t>(Blocks(rows) * kBlockRows));
    codes_.Encode(question.feature, columns[feature].data(), rows, row_codes_[feature].data());
  }
}

void LeafScorer::MakeWords() {
  if (!kKernels.AnySupported([](LeafKernels const& kernels) { return kernels.reads_words; }))
    return;
  size_t most = 1;
  for (auto const& tree : trees_) most = std::max(most, tree.Leaves().size());
  auto const bits = static_cast<uint32_t>(std::bit_width(most - 1));
  if (bits > forest::kMostWordBits) return;
  words_ = forest::LeafWords(trees_.size(), bits);
  for (size_t t = 0; t < trees_.size(); ++t) {
    words_.Set(t, trees_[t].Leaves().data(), trees_[t].Leaves().size());
  }
}

// Answers of the questions outside the group, and every tree's part of the code that stays.
void LeafScorer::Keep(Workspace& work, int64_t block) const {
  auto const& group = work.group;
  std::fill_n(work.Plane(0), kPlaneBytes, uint8_t{255});
  for (size_t q = 0; q < codes_.Questions().size(); ++q) {
    Question const& question = codes_.Questions()[q];
    auto const feature = static_cast<size_t>(question.feature);
    if (!work.moved.front()[feature].empty()) continue;
    work.kernels.ask(question, row_codes_[feature].data() + block * kBlockRows,
                     question.table < 0 ? nullptr : codes_.Table(question.table),
                     work.Plane(group.planes.questions + static_cast<uint32_t>(q)));
  }
  for (size_t t = 0; t < trees_.size(); ++t) {
    work.kernels.codes(group.kept[t], group.steps.data(), group.flips.data(), work.planes.get(),
                       nullptr, work.kept_codes.get() + static_cast<int64_t>(t) * kBlockRows);
  }
}

void LeafScorer::Move(Workspace& work, int64_t block, size_t shuffle, double* sums) const {
  auto const& group = work.group;
  for (size_t i = 0; i < group.asked.size(); ++i) {
    Question const& question = codes_.Questions()[group.asked[i]];
    auto const& codes = work.moved[shuffle][static_cast<size_t>(question.feature)];
    work.kernels.ask(question, codes.data() + block * kBlockRows,
                     question.table < 0 ? nullptr : codes_.Table(question.table),
                     work.Plane(group.planes.moved_questions + static_cast<uint32_t>(i)));
  }
  std::fill_n(sums, kBlockRows, 0.0);
  LeafTables tables{};
  tables.word_bits = words_.Bits();
  for (size_t t = 0; t < trees_.size(); ++t) {
    uint8_t const* const kept = work.kept_codes.get() + static_cast<int64_t>(t) * kBlockRows;
    uint8_t* const moved = work.moved_codes.get() + tables.count * kBlockRows;
    bool const moves = group.moved[t].flip_count > 0;
    if (moves) {
      work.kernels.codes(group.moved[t], group.steps.data(), group.flips.data(), work.planes.get(),
                         kept, moved);
    }
    tables.leaves[tables.count] = trees_[t].Leaves().data();
    tables.words[tables.count] = words_.Bits() == 0 ? nullptr : words_.Of(t);
    tables.codes[tables.count] = moves ? moved : kept;
    if (++tables.count < kTreesAtOnce && t + 1 < trees_.size()) continue;
    work.kernels.add(tables, sums);
    tables.count = 0;
  }
  work.kernels.order(tables.word_bits, sums);
}

void LeafScorer::Score(std::vector<char> const& in_group,
                       std::vector<std::vector<uint32_t>> const& orders, StopToken const* stop,
                       std::vector<std::vector<double>>& scores) const {
  Workspace work{kKernels.Active(), StepsOf(trees_, codes_, in_group), {}, {}, {}, {}, {}};
  work.planes = Allocate(size_t{work.group.planes.end} * kPlaneBytes);
  work.kept_codes = Allocate(trees_.size() * kBlockRows);
  work.moved_codes = Allocate(kTreesAtOnce * kBlockRows);
  auto const rows = static_cast<size_t>(rows_);
  for (auto const& order : orders) {
    auto& moved = work.moved.emplace_back(row_codes_.size());
    for (size_t feature = 0; feature < row_codes_.size(); ++feature) {
      if (in_group[feature] == 0 || row_codes_[feature].empty()) continue;
      moved[feature].resize(row_codes_[feature].size());
      for (size_t row = 0; row < rows; ++row) moved[feature][row] = row_codes_[feature][order[row]];
    }
  }
  work.sums = Allocate(kBlockRows * sizeof(double));
  auto* const sums = reinterpret_cast<double*>(work.sums.get());
  for (auto& mine : scores) mine.resize(rows);
  for (int64_t block = 0; block < Blocks(rows_); ++block) {
    CheckStop(stop);
    Keep(work, block);
    int64_t const first = block * kBlockRows;
    auto const here = static_cast<size_t>(std::min(kBlockRows, rows_ - first));
    for (size_t shuffle = 0; shuffle < orders.size(); ++shuffle) {
      Move(work, block, shuffle, sums);
      double* const out = scores[shuffle].data() + first;
      for (size_t row = 0; row < here; ++row) {
        out[row] = sums[row];
        forest::FinishScores(forest_, forest_.Iterations(), out + row);
      }
    }
  }
}

}  // namespace winback::importance
