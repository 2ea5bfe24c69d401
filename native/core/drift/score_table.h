// Labelled rows by the bin of a column, the bin of their score and their label.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"

namespace winback::drift {

// A column in bins. Bin b of numbers holds the values with b edges at or below them; of codes, code
// b. The bin after these holds the rows without a (finite) value, or with a code beyond.
struct Binned {
  Column column;
  std::vector<double> edges;  // ascending; not used for codes
  int64_t codes = -1;         // -1 = numbers
};

// One score a row in [0, 1], its bin below `score_bins`, and a label 0 or 1.
struct ScoredRows {
  std::vector<double> scores;
  std::vector<uint8_t> score_bin;
  std::vector<uint8_t> labels;
  size_t score_bins = 0;
  double threshold = 0;
};

struct ScoreTable {
  std::vector<double> counts;      // [bin][score bin][label]
  std::vector<double> score_sums;  // by bin
  std::vector<double> above;       // by bin: rows with a score at or over the threshold
};

// The bin of each score: the number of `edges` (ascending, at most 255) at or below it.
std::vector<uint8_t> ScoreBins(std::span<double const> scores, std::span<double const> edges);

// One table a column, in order. The same for any number of threads. Throws kBadInput when the
// numbers of rows differ.
std::vector<ScoreTable> ScoreTables(std::span<Binned const> columns, ScoredRows const& rows,
                                    int threads);

}  // namespace winback::drift
