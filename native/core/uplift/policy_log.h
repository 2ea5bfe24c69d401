// A log of decisions that were drawn at random: what was done, with which probabilities, and what
// came of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/column.h"

namespace winback::stats {

// One column an action in each list, in the order of the codes of `action`. `expected` holds what a
// model expects of each action, and may be empty.
struct PolicyLog {
  Column action;  // codes 0 .. actions - 1
  Column reward;
  std::vector<Column> logging;  // probability with which the action was drawn
  std::vector<Column> target;   // probability with which the evaluated policy draws it
  std::vector<Column> expected;
};

constexpr size_t kLogBlock = 1024;

// Some rows of a log, as the estimators use them.
struct LogBlock {
  size_t rows = 0;
  size_t first_row = 0;                  // counted over the log, from 0
  std::array<double, kLogBlock> weight;  // target over logging probability of the logged action
  std::array<double, kLogBlock> reward;
  std::array<double, kLogBlock> residual;  // reward less what the model expects of the action
  std::array<double, kLogBlock> direct;    // what the model expects of the target policy
  // Target probability of actions that the log could not have drawn; 0 where there is none.
  std::array<double, kLogBlock> unsupported;
};

class LogReader {
 public:
  // Throws kBadInput where columns differ in rows, or where there are none.
  explicit LogReader(PolicyLog const& log);

  size_t rows() const { return rows_; }
  bool has_model() const { return has_model_; }

  // Calls fn(block) for all rows in order. Throws kBadInput naming the row of a value that is
  // missing or infinite, of a code without an action, of probabilities that are outside of [0, 1]
  // or do not add up to 1, or of an action that was drawn with probability 0.
  template <class Fn>
  void ForEachBlock(Fn&& fn) const {
    LogBlock block;
    for (size_t chunk = 0; chunk < table_.chunk_lengths.size(); ++chunk) {
      for (int64_t begin = 0; begin < table_.chunk_lengths[chunk];
           begin += static_cast<int64_t>(kLogBlock)) {
        ReadBlock(chunk, begin, block);
        fn(block);
        block.first_row += block.rows;
      }
    }
  }

 private:
  void ReadBlock(size_t chunk, int64_t begin, LogBlock& block) const;
  void ReadColumn(size_t column, size_t chunk, int64_t begin, LogBlock const& block,
                  double* out) const;
  void ReadPolicies(size_t chunk, int64_t begin, uint32_t const* codes, LogBlock& block) const;

  Table table_;
  size_t actions_ = 0;
  size_t rows_ = 0;
  bool has_model_ = false;
};

}  // namespace winback::stats
