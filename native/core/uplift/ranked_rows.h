// Rows of an experiment in the order of their scores, with the runs of equal scores.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::stats {

struct RankedRow {
  double score;
  double outcome;
  bool treated;
};

// Rows [begin, end) share one score. The sums cover the rows of this run and of all above it.
struct ScoreRun {
  size_t begin;
  size_t end;
  double treated;
  double treated_outcome;
  double control_outcome;

  double users() const { return static_cast<double>(end); }
  double control() const { return users() - treated; }
};

struct Ranking {
  std::vector<RankedRow> rows;
  std::vector<ScoreRun> runs;

  ScoreRun const& all() const { return runs.back(); }
};

// Highest score first. The order of the given rows does not change a bit of the result: rows of
// equal scores are ordered by arm and outcome. Throws kBadInput unless both arms have a row.
Ranking RankRows(std::span<double const> scores, std::span<uint8_t const> treated,
                 std::span<double const> outcomes);

}  // namespace winback::stats
