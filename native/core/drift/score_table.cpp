#include "core/drift/score_table.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"

namespace winback::drift {
namespace {

size_t AtMost(std::span<double const> edges, double value) {
  return static_cast<size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
}

size_t BinsOf(Binned const& binned) {
  size_t const own = binned.codes < 0 ? binned.edges.size() + 1 : static_cast<size_t>(binned.codes);
  return own + 1;
}

size_t BinOf(Binned const& binned, size_t last, double value) {
  if (!std::isfinite(value)) return last;
  if (binned.codes < 0) return AtMost(binned.edges, value);
  return value >= 0 && value < static_cast<double>(last) ? static_cast<size_t>(value) : last;
}

ScoreTable TableOf(Binned const& binned, ScoredRows const& rows) {
  auto const values = stats::Values(binned.column);
  Require(values.size() == rows.scores.size(),
          "column \"" + binned.column.name + "\" has " + std::to_string(values.size()) +
              " rows, the scores have " + std::to_string(rows.scores.size()));
  size_t const bins = BinsOf(binned);
  ScoreTable table;
  table.counts.assign(bins * rows.score_bins * 2, 0);
  table.score_sums.assign(bins, 0);
  table.above.assign(bins, 0);
  InPieces(values.size(), [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      size_t const bin = BinOf(binned, bins - 1, values[row]);
      table.counts[(bin * rows.score_bins + rows.score_bin[row]) * 2 + rows.labels[row]] += 1;
      table.score_sums[bin] += rows.scores[row];
      table.above[bin] += rows.scores[row] >= rows.threshold ? 1 : 0;
    }
  });
  return table;
}

}  // namespace

std::vector<uint8_t> ScoreBins(std::span<double const> scores, std::span<double const> edges) {
  Require(edges.size() <= 255, "at most 255 edges of scores");
  std::vector<uint8_t> bins(scores.size());
  for (size_t row = 0; row < scores.size(); ++row)
    bins[row] = static_cast<uint8_t>(AtMost(edges, scores[row]));
  return bins;
}

std::vector<ScoreTable> ScoreTables(std::span<Binned const> columns, ScoredRows const& rows,
                                    int threads) {
  std::vector<ScoreTable> tables(columns.size());
  ParallelFor(static_cast<int64_t>(columns.size()), threads, [&](int64_t task) {
    auto const place = static_cast<size_t>(task);
    tables[place] = TableOf(columns[place], rows);
  });
  return tables;
}

}  // namespace winback::drift
