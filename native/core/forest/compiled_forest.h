// A forest ready to score: the trees, their bit-sliced form for batches, bitmaps for single rows,
// and the choice between them. Every path gives the bits of score_scalar.h, which gives LightGBM's.
//
// Immutable after construction apart from the row bitmaps, which the first single row makes: any
// thread may score at any time.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/column.h"
#include "core/base/stop_token.h"
#include "core/forest/batch/batch_scorer.h"
#include "core/forest/file/forest_file.h"
#include "core/forest/model/tree.h"
#include "core/forest/packed/packed_forest.h"
#include "core/forest/rows/row_masks.h"

namespace winback::forest {

struct ScoreOptions {
  // LightGBM's start_iteration and num_iteration; count <= 0 means all from start on.
  int32_t start_iteration = 0;
  int32_t iteration_count = 0;
  bool raw = false;  // sums of leaves, neither averaged nor transformed
  int threads = 1;   // >= 1
  StopToken const* stop = nullptr;
};

// Which path runs, and why not a faster one.
struct EngineReport {
  // "bit-sliced avx512", "bit-sliced avx2" or "bit-sliced neon", else as `row` where rows are
  // prepared: by PrepareRows or the first table of 1000 rows.
  std::string batch;
  std::string batch_reason;  // empty for the fastest
  std::string row;           // "bitmaps avx512", ..., "scalar"; "not prepared" before the first row
  std::string row_reason;
};

class CompiledForest {
 public:
  // Compiles and checks itself: a few hundred rows on and beside every kind of edge must score the
  // same bits as the scalar path, or the bit-sliced path stays off (EngineReport says so).
  explicit CompiledForest(Forest forest);
  // The same from a file, whose tables are used where they lie; nothing is compiled again. Throws
  // kBadModel when the self-check finds a difference: the tables are not those of the trees.
  explicit CompiledForest(StoredForest stored);
  CompiledForest(CompiledForest const&) = delete;
  CompiledForest& operator=(CompiledForest const&) = delete;

  Forest const& Trees() const { return forest_; }
  // The bytes of a forest file, with the tables of single rows where asked for (and possible).
  std::vector<uint8_t> Save(bool rows, std::string description = {}) const;
  EngineReport Engine() const;

  // Scores every row into out[rows * classes], row-major. The table's columns are the forest's
  // features in order; dictionary and integer columns give category codes as they are. Throws
  // kBadInput for another number of columns or another size of `out`; kAborted.
  void Score(Table const& table, ScoreOptions const& options, std::span<double> out) const;

  // One row of Features() values into out[classes]; sync, allocates nothing but on the first call.
  void ScoreRow(double const* row, bool raw, double* out) const;

  // Makes what ScoreRow needs now instead of at its first call.
  void PrepareRows() const;

 private:
  void StartBatch();
  bool SelfCheckBatch() const;
  bool SelfCheckRows(RowMasks const& masks) const;
  bool BitSliced() const { return batch_.has_value() && ActiveBitsKernels().Any(); }
  void ScoreBits(TableReader const& table, ScoreOptions const& options, Iterations range,
                 std::span<double> out) const;
  // Row after row: by the bitmaps, or without them by walking the trees.
  void ScoreRows(TableReader const& table, ScoreOptions const& options, Iterations range,
                 RowMasks const* masks, std::span<double> out) const;
  // Null before they are made, and where a forest has none.
  RowMasks const* PreparedMasks() const;
  RowMasks const* Masks(StoredMasks stored = {}) const;
  void MakeMasks(StoredMasks stored) const;

  Forest forest_;
  PackedForest packed_;
  int64_t probe_rows_;  // of the self-checks
  std::optional<BatchScorer> batch_;
  std::string batch_reason_;
  mutable std::once_flag masks_made_;
  mutable std::unique_ptr<RowMasks> masks_;
  mutable std::string row_reason_;
  mutable std::atomic<bool> rows_prepared_{false};
};

}  // namespace winback::forest
