// Exact Tree SHAP: what each feature of a row adds to the raw score of a forest.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"
#include "core/forest/model/tree.h"
#include "core/shap/shap_program.h"

namespace winback::shap {

class Explainer {
 public:
  // Explains what the iterations of `range` add up to. Keeps a reference to `forest`. Throws
  // kBadInput for linear leaves, as LightGBM does.
  Explainer(forest::Forest const& forest, forest::Iterations range);

  // Numbers per row: for each class one per feature, then the expected raw score.
  int64_t Width() const;

  // Path-dependent Shapley values of every row, as LightGBM's pred_contrib: out[rows x Width()],
  // row-major; each class adds up to the raw score, a sum also for random forests. The columns are
  // the forest's features in order. The same bytes for any number of threads and any CPU. Throws
  // kBadInput for another number of columns or size of `out`; kAborted.
  void Explain(Table const& table, int threads, StopToken const* stop, std::span<double> out) const;

 private:
  struct Workspace;
  void ExplainBlock(Workspace& work, int64_t first, int64_t rows, double* out) const;
  void Prepare(Workspace& work, int64_t rows) const;
  void AnswerCategories(ShapTree const& tree, size_t index, Workspace& work, int64_t group) const;

  forest::Forest const& forest_;
  size_t first_tree_;            // of the forest
  std::vector<ShapTree> trees_;  // from there on
  size_t most_nodes_ = 1;
  size_t most_sums_ = 1;
};

}  // namespace winback::shap
