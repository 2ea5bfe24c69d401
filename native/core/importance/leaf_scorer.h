// Scores rows again and again with a group of features shuffled, from leaves kept where the group
// cannot matter.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/stop_token.h"
#include "core/forest/model/tree.h"
#include "core/forest/packed/leaf_words.h"
#include "core/importance/leaf_run.h"
#include "core/importance/leaf_steps.h"
#include "core/importance/row_codes.h"

namespace winback::importance {

class LeafScorer {
 public:
  // Keeps a reference to `forest` (one output). `columns` are its features, all of `rows` values,
  // and are not needed afterwards.
  LeafScorer(forest::Forest const& forest, std::vector<std::vector<double>> const& columns,
             int64_t rows);

  // Empty, or why this forest has to be scored anew for every shuffle.
  std::string const& Refusal() const { return refusal_; }

  // Scores of every row with the group's features taken from row orders[r][row], for each r:
  // scores[r][row], the same bits as CompiledForest::Score of such a table. `in_group` per feature.
  // Throws kAborted.
  void Score(std::vector<char> const& in_group, std::vector<std::vector<uint32_t>> const& orders,
             StopToken const* stop, std::vector<std::vector<double>>& scores) const;

 private:
  struct Workspace;
  void MakeWords();
  void Keep(Workspace& work, int64_t block) const;
  void Move(Workspace& work, int64_t block, size_t shuffle, double* sums) const;

  forest::Forest const& forest_;
  int64_t rows_;
  RowCodes codes_;
  std::string refusal_;
  std::vector<TreeCodes> trees_;
  forest::LeafWords words_;                      // of trees_
  std::vector<std::vector<uint8_t>> row_codes_;  // [feature][row], whole blocks; empty if not read
};

}  // namespace winback::importance
