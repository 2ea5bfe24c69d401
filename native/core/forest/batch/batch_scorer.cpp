#include "core/forest/batch/batch_scorer.h"

#include <algorithm>
#include <new>

#include "core/forest/model/score_scalar.h"

namespace winback::forest {
namespace {

constexpr size_t kLine = 64;
constexpr std::align_val_t kAlignment{kLine};

NumericView ViewOf(NumericFeature const& numeric) {
  Ranker const& ranker = numeric.ranker;
  return {numeric.feature,  ranker.Thresholds(),     ranker.Below(),        ranker.Low(),
          ranker.Scale(),   ranker.LastCell(),       ranker.Count(),        ranker.Compares(),
          ranker.Bits(),    numeric.first_predicate, ranker.FlushMatters(), numeric.nan_mask,
          numeric.zero_mask};
}

}  // namespace

void BatchScorer::Workspace::Free::operator()(void* memory) const {
  ::operator delete(memory, kAlignment);
}

BatchScorer::BatchScorer(PackedForest const& packed, Forest const& forest)
    : classes_(forest.classes), base_(forest.base), features_(forest.feature_names.size()) {
  for (NumericFeature const& numeric : packed.numeric) {
    numeric_.push_back(ViewOf(numeric));
    used_.push_back(numeric.feature);
  }
  for (CategoricalFeature const& c : packed.categorical) {
    categorical_.push_back({c.feature, c.code_of.data(), static_cast<uint32_t>(c.code_of.size()),
                            c.codes, c.bits, c.nan_code, BelowCategories(packed.rules),
                            packed.rules.float_categories});
    used_.push_back(c.feature);
  }
  for (CategorySet const& set : packed.sets) {
    sets_.push_back({set.categorical, set.target, set.codes.data(),
                     static_cast<uint32_t>(set.codes.size()), set.inverted});
  }
  std::sort(used_.begin(), used_.end());
  used_.erase(std::unique(used_.begin(), used_.end()), used_.end());
  MakeLeafWords(packed);
  view_ = {numeric_.data(),
           static_cast<uint32_t>(numeric_.size()),
           categorical_.data(),
           static_cast<uint32_t>(categorical_.size()),
           packed.variants.data(),
           static_cast<uint32_t>(packed.variants.size()),
           sets_.data(),
           static_cast<uint32_t>(sets_.size()),
           packed.programs.data(),
           packed.reach_ops.data(),
           packed.pair_ops.data(),
           packed.plane_slots.data(),
           packed.leaf_values.data(),
           packed.iterations,
           packed.predicates,
           base_.empty() ? nullptr : base_.data(),
           packed.rules.float_sums,
           leaf_words_.Bits() != 0 ? leaf_words_.Of(0) : nullptr,
           leaf_words_.Bits()};
}

// Made where any kernel that this CPU runs reads them.
void BatchScorer::MakeLeafWords(PackedForest const& packed) {
  if (!AnyReadsWords()) return;
  uint32_t bits = 0;
  for (TreeProgram const& program : packed.programs) bits = std::max<uint32_t>(bits, program.bits);
  if (bits > kMostWordBits) return;
  leaf_words_ = LeafWords(packed.programs.size(), bits);
  for (size_t i = 0; i < packed.programs.size(); ++i) {
    TreeProgram const& program = packed.programs[i];
    leaf_words_.Set(i, &packed.leaf_values[program.first_leaf], size_t{1} << program.bits);
  }
}

BatchScorer::Workspace::Workspace(BatchScorer const& scorer, BitsKernel const& kernel)
    : scratch_(::operator new(kernel.scratch_bytes(scorer.view_), kAlignment)),
      buffers_(scorer.used_.size() * static_cast<size_t>(kernel.rows)),
      columns_(scorer.features_, nullptr),
      sums_(static_cast<double*>(::operator new(
          sizeof(double) * static_cast<size_t>(kernel.rows) * static_cast<size_t>(scorer.classes_),
          kAlignment))) {}

void BatchScorer::ScoreBlock(BitsKernel const& kernel, TableReader const& table, RowRange block,
                             Iterations range, Workspace& workspace, double* out) const {
  double* buffer = workspace.buffers_.data();
  workspace.ahead_.clear();
  for (int32_t const feature : used_) {
    auto const f = static_cast<size_t>(feature);
    workspace.columns_[f] = table.Read(f, block.first, block.rows, kernel.rows, buffer);
    buffer += kernel.rows;
    if (block.next == 0) continue;
    auto const ahead = table.BytesOf(f, block.first + block.rows, block.next);
    workspace.ahead_.push_back({ahead.data(), static_cast<int64_t>(ahead.size() / kLine)});
  }
  double* const sums = workspace.sums_.get();
  kernel.run(view_, {workspace.columns_.data(), range.first, range.count, classes_, sums,
                     workspace.scratch_.get(), workspace.ahead_.data(),
                     static_cast<int32_t>(workspace.ahead_.size())});
  for (int32_t k = 0; k < classes_; ++k) {
    double const* const mine = sums + int64_t{k} * kernel.rows;
    for (int64_t row = 0; row < block.rows; ++row) out[row * classes_ + k] = mine[row];
  }
}

}  // namespace winback::forest
