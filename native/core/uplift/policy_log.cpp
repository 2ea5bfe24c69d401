#include "core/uplift/policy_log.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"
#include "core/uplift/lane_sum.h"

namespace winback::stats {
namespace {

// How far a row's probabilities may add up to something other than 1: files keep six decimals.
constexpr double kSumTolerance = 1e-5;

[[noreturn]] void Refuse(size_t row, std::string const& what) {
  throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) + ": " + what);
}

void CheckSums(double const* sums, LogBlock const& block, char const* policy) {
  for (size_t i = 0; i < block.rows; ++i) {
    if (std::abs(sums[i] - 1) <= kSumTolerance) continue;
    Refuse(block.first_row + i, std::string("the probabilities of the ") + policy +
                                    " policy add up to " + std::to_string(sums[i]) + ", not 1");
  }
}

}  // namespace

LogReader::LogReader(PolicyLog const& log)
    : actions_(log.logging.size()), has_model_(!log.expected.empty()) {
  Require(actions_ > 0 && log.target.size() == actions_ &&
              (!has_model_ || log.expected.size() == actions_),
          "a log needs one column of each kind for every action");
  std::vector<Column> columns{log.action, log.reward};
  columns.insert(columns.end(), log.logging.begin(), log.logging.end());
  columns.insert(columns.end(), log.target.begin(), log.target.end());
  columns.insert(columns.end(), log.expected.begin(), log.expected.end());
  table_ = Aligned(std::move(columns));
  Require(table_.rows > 0, "the log has no rows");
  rows_ = static_cast<size_t>(table_.rows);
}

void LogReader::ReadColumn(size_t column, size_t chunk, int64_t begin, LogBlock const& block,
                           double* out) const {
  auto const& source = table_.columns[column];
  ReadRows(source.chunks[chunk], begin, begin + static_cast<int64_t>(block.rows), out);
  // Zero times a finite number is 0: the value at fault is only looked for where there is one.
  if (LaneSum(block.rows, [&](size_t i) { return out[i] * 0; }) == 0) return;
  for (size_t i = 0; i < block.rows; ++i) {
    if (std::isfinite(out[i])) continue;
    Refuse(block.first_row + i, "column \"" + source.name + "\" holds no finite number");
  }
}

void LogReader::ReadBlock(size_t chunk, int64_t begin, LogBlock& block) const {
  block.rows = static_cast<size_t>(
      std::min(static_cast<int64_t>(kLogBlock), table_.chunk_lengths[chunk] - begin));
  if (block.first_row % (kLogBlock * 64) == 0) CheckTaskStop();
  double values[kLogBlock];
  uint32_t codes[kLogBlock];
  ReadColumn(0, chunk, begin, block, values);
  for (size_t i = 0; i < block.rows; ++i) {
    bool const is_action = values[i] >= 0 && values[i] < static_cast<double>(actions_) &&
                           values[i] == std::floor(values[i]);
    if (!is_action) {
      Refuse(block.first_row + i, "action " + std::to_string(values[i]) + " is none of the " +
                                      std::to_string(actions_) + " actions");
    }
    codes[i] = static_cast<uint32_t>(values[i]);
  }
  ReadColumn(1, chunk, begin, block, block.reward.data());
  ReadPolicies(chunk, begin, codes, block);
}

void LogReader::ReadPolicies(size_t chunk, int64_t begin, uint32_t const* codes,
                             LogBlock& block) const {
  double drawn[kLogBlock];
  double wanted[kLogBlock];
  double drawn_sum[kLogBlock] = {};
  double wanted_sum[kLogBlock] = {};
  double drawn_taken[kLogBlock] = {};
  double wanted_taken[kLogBlock] = {};
  double expected[kLogBlock];
  std::fill_n(block.unsupported.begin(), block.rows, 0.0);
  std::fill_n(block.direct.begin(), block.rows, 0.0);
  std::copy_n(block.reward.begin(), block.rows, block.residual.begin());
  for (size_t a = 0; a < actions_; ++a) {
    ReadColumn(2 + a, chunk, begin, block, drawn);
    ReadColumn(2 + actions_ + a, chunk, begin, block, wanted);
    double const outside = LaneSum(block.rows, [&](size_t i) {
      return (drawn[i] < 0) + (drawn[i] > 1) + (wanted[i] < 0) + (wanted[i] > 1);
    });
    for (size_t i = 0; i < block.rows; ++i) {
      drawn_sum[i] += drawn[i];
      wanted_sum[i] += wanted[i];
      bool const taken = codes[i] == a;
      drawn_taken[i] = taken ? drawn[i] : drawn_taken[i];
      wanted_taken[i] = taken ? wanted[i] : wanted_taken[i];
      block.unsupported[i] += drawn[i] == 0 ? wanted[i] : 0;
    }
    if (has_model_) {
      ReadColumn(2 + 2 * actions_ + a, chunk, begin, block, expected);
      for (size_t i = 0; i < block.rows; ++i) {
        block.direct[i] += wanted[i] * expected[i];
        block.residual[i] -= codes[i] == a ? expected[i] : 0;
      }
    }
    if (outside == 0) continue;
    for (size_t i = 0; i < block.rows; ++i) {
      if (drawn[i] >= 0 && drawn[i] <= 1 && wanted[i] >= 0 && wanted[i] <= 1) continue;
      bool const in_log = drawn[i] < 0 || drawn[i] > 1;
      Refuse(block.first_row + i,
             "column \"" + table_.columns[2 + (in_log ? 0 : actions_) + a].name +
                 "\" holds no probability: " + std::to_string(in_log ? drawn[i] : wanted[i]));
    }
  }
  CheckSums(drawn_sum, block, "logging");
  CheckSums(wanted_sum, block, "evaluated");
  for (size_t i = 0; i < block.rows; ++i) {
    if (drawn_taken[i] == 0) {
      Refuse(block.first_row + i, "action \"" + table_.columns[2 + codes[i]].name +
                                      "\" was taken with a logged probability of 0");
    }
    block.weight[i] = wanted_taken[i] / drawn_taken[i];
  }
}

}  // namespace winback::stats
