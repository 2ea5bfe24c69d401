// Runs a PackedForest over the rows of a table with one instruction set's kernels.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/base/table_reader.h"
#include "core/forest/batch/score_bits.h"
#include "core/forest/packed/leaf_words.h"
#include "core/forest/packed/packed_forest.h"

namespace winback::forest {

// A run of rows and where their scores go (row-major, `classes` values a row).
struct RowRange {
  int64_t first = 0;
  int64_t rows = 0;
  int64_t next = 0;  // rows that the same thread scores next: those that follow
};

class BatchScorer {
 public:
  // `packed` must not be refused and must outlive the scorer.
  // `forest` is the one that was packed.
  BatchScorer(PackedForest const& packed, Forest const& forest);

  // One thread's memory: made once, used for many blocks.
  class Workspace {
   public:
    Workspace(BatchScorer const& scorer, BitsKernel const& kernel);

   private:
    friend class BatchScorer;
    struct Free {
      void operator()(void* memory) const;
    };
    std::unique_ptr<void, Free> scratch_;
    std::vector<double> buffers_;
    std::vector<double const*> columns_;
    std::vector<AheadRun> ahead_;
    std::unique_ptr<double, Free> sums_;
  };

  // Raw scores of at most kernel.rows rows.
  void ScoreBlock(BitsKernel const& kernel, TableReader const& table, RowRange block,
                  Iterations range, Workspace& workspace, double* out) const;

 private:
  void MakeLeafWords(PackedForest const& packed);

  int32_t classes_;
  std::vector<double> base_;
  std::vector<int32_t> used_;  // features
  size_t features_;
  std::vector<NumericView> numeric_;
  std::vector<CategoricalView> categorical_;
  std::vector<SetView> sets_;
  LeafWords leaf_words_;
  BitsView view_{};
};

}  // namespace winback::forest
