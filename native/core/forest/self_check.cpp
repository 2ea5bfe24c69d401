// CompiledForest against the reference scorer, on rows beside every kind of edge.
#include <cstring>

#include "core/forest/compiled_forest.h"
#include "core/forest/model/score_scalar.h"
#include "core/forest/probe_rows.h"

namespace winback::forest {
namespace {

constexpr uint64_t kProbeSeed = 20240229;

// Row-major rows seen as a table of columns.
struct ColumnTable {
  std::vector<double> values;
  Table table;

  ColumnTable(std::vector<double> const& rows, size_t columns) : values(rows.size()) {
    size_t const count = rows.size() / columns;
    table.rows = static_cast<int64_t>(count);
    table.chunk_lengths = {table.rows};
    for (size_t c = 0; c < columns; ++c) {
      for (size_t r = 0; r < count; ++r) values[c * count + r] = rows[r * columns + c];
      ColumnChunk chunk;
      chunk.values = &values[c * count];
      chunk.length = table.rows;
      table.columns.push_back({"", false, {chunk}});
    }
  }
};

// Adversarial rows and their raw scores on the scalar path.
struct Probe {
  std::vector<double> rows;
  std::vector<double> scores;

  Probe(Forest const& forest, int64_t count, uint64_t seed)
      : rows(ProbeRows(forest, count, seed)),
        scores(static_cast<size_t>(count) * static_cast<size_t>(forest.classes)) {
    ScoreRowsScalar(forest, {0, forest.Iterations()}, true, rows.data(), count, scores.data());
  }
  bool Matches(std::vector<double> const& fast) const {
    return std::memcmp(fast.data(), scores.data(), scores.size() * sizeof(double)) == 0;
  }
};

}  // namespace

bool CompiledForest::SelfCheckBatch() const {
  if (!BitSliced()) return true;
  Probe const probe(forest_, probe_rows_, kProbeSeed);
  ColumnTable const columns(probe.rows, forest_.feature_names.size());
  std::vector<double> fast(probe.scores.size());
  ScoreOptions options;
  options.raw = true;
  ScoreBits(TableReader(columns.table), options, {0, forest_.Iterations()}, fast);
  return probe.Matches(fast);
}

bool CompiledForest::SelfCheckRows(RowMasks const& masks) const {
  Probe const probe(forest_, probe_rows_, kProbeSeed + 1);
  RowKernels const& kernels = ActiveRowKernels();
  auto const classes = static_cast<size_t>(forest_.classes);
  std::vector<double> fast(probe.scores.size());
  for (size_t row = 0; row < static_cast<size_t>(probe_rows_); ++row) {
    masks.Score(kernels, {0, forest_.Iterations()}, &probe.rows[row * forest_.feature_names.size()],
                &fast[row * classes]);
  }
  FinishSums(forest_, fast.data(), probe_rows_);
  return probe.Matches(fast);
}

}  // namespace winback::forest
