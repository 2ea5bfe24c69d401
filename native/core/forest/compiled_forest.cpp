#include "core/forest/compiled_forest.h"

#include <algorithm>
#include <utility>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/forest/model/check_forest.h"
#include "core/forest/model/score_scalar.h"

namespace winback::forest {
namespace {

constexpr int64_t kProbeRows = 256;
// A forest from a file passed the long check when it was made; this one is about the CPU at hand.
constexpr int64_t kStoredProbeRows = 64;
constexpr char const* kDiffers = "the self-check found a row that scores differently";
constexpr char const* kOtherScores = "its tables do not score as its trees do";
// From this many rows on the row bitmaps of a forest that is not bit-sliced are worth making: they
// take as long as walking its trees for some 500 rows.
constexpr int64_t kWorthBitmaps = 1000;
// Rows a thread takes at a time: long enough to hide the hand-out, short enough to stop quickly.
constexpr int64_t kTaskRows = 32768;
constexpr int64_t kRowBlock = 64;

// A task's rows: whole blocks, and no fewer tasks than threads where the rows allow it.
int64_t TaskRows(int64_t rows, int threads, int64_t block) {
  int64_t const fair = (rows + threads - 1) / threads;
  return std::clamp((fair + block - 1) / block * block, block, std::max(block, kTaskRows));
}

}  // namespace

CompiledForest::CompiledForest(Forest forest)
    : forest_(std::move(forest)), probe_rows_(kProbeRows) {
  CheckForest(forest_);
  packed_ = PackForest(forest_);
  StartBatch();
}

CompiledForest::CompiledForest(StoredForest stored)
    : forest_(std::move(stored.forest)),
      packed_(std::move(stored.packed)),
      probe_rows_(kStoredProbeRows) {
  StartBatch();
  if (packed_.refusal.empty() && !batch_.has_value()) BadFile(kOtherScores);
  if (stored.masks.masks.empty()) return;
  Masks(std::move(stored.masks));
  if (row_reason_ == kDiffers) BadFile(kOtherScores);
}

std::vector<uint8_t> CompiledForest::Save(bool rows, std::string description) const {
  Forest described = forest_;
  described.description = std::move(description);
  return SaveForest(described, packed_, rows ? Masks() : nullptr);
}

void CompiledForest::StartBatch() {
  batch_reason_ = packed_.refusal;
  if (!batch_reason_.empty()) return;
  batch_.emplace(packed_, forest_);
  if (SelfCheckBatch()) return;
  batch_.reset();
  batch_reason_ = kDiffers;
}

RowMasks const* CompiledForest::Masks(StoredMasks stored) const {
  std::call_once(masks_made_, [&] {
    MakeMasks(std::move(stored));
    rows_prepared_.store(true, std::memory_order_release);
  });
  return masks_.get();
}

void CompiledForest::MakeMasks(StoredMasks stored) const {
  auto masks = std::make_unique<RowMasks>(forest_, packed_, std::move(stored));
  row_reason_ = masks->Refusal();
  if (!row_reason_.empty()) return;
  if (SelfCheckRows(*masks)) {
    masks_ = std::move(masks);
  } else {
    row_reason_ = kDiffers;
  }
}

void CompiledForest::PrepareRows() const { Masks(); }

RowMasks const* CompiledForest::PreparedMasks() const {
  return rows_prepared_.load(std::memory_order_acquire) ? masks_.get() : nullptr;
}

EngineReport CompiledForest::Engine() const {
  std::string const isa(IsaName(ActiveIsa()));
  EngineReport report;
  std::string const by_row = PreparedMasks() != nullptr ? "bitmaps " + isa : "scalar";
  report.batch = BitSliced() ? "bit-sliced " + isa : by_row;
  report.batch_reason = batch_reason_;
  if (batch_.has_value() && !BitSliced())
    report.batch_reason = "this CPU has neither AVX2 nor NEON, or scalar was asked for";
  if (!rows_prepared_.load(std::memory_order_acquire)) {
    report.row = "not prepared";
    return report;
  }
  report.row = by_row;
  report.row_reason = row_reason_;
  return report;
}

void CompiledForest::Score(Table const& table, ScoreOptions const& options,
                           std::span<double> out) const {
  Require(table.columns.size() == forest_.feature_names.size(),
          "the forest has " + std::to_string(forest_.feature_names.size()) +
              " features, the table " + std::to_string(table.columns.size()) + " columns");
  auto const cells = static_cast<size_t>(table.rows) * static_cast<size_t>(forest_.classes);
  Require(out.size() == cells,
          "scores need " + std::to_string(cells) + " places, got " + std::to_string(out.size()));
  CheckStop(options.stop);
  if (table.rows == 0) return;
  TableReader const reader(table);
  auto const range = ResolveIterations(forest_, options.start_iteration, options.iteration_count);
  bool const bits = BitSliced();
  if (!bits && table.rows >= kWorthBitmaps) Masks();
  RowMasks const* const masks = PreparedMasks();
  if (bits && (masks == nullptr || table.rows > masks->FewRows())) {
    return ScoreBits(reader, options, range, out);
  }
  ScoreRows(reader, options, range, masks, out);
}

void CompiledForest::ScoreBits(TableReader const& table, ScoreOptions const& options,
                               Iterations range, std::span<double> out) const {
  int64_t const classes = forest_.classes;
  int64_t const rows = static_cast<int64_t>(out.size()) / classes;
  BitsKernels const& kernels = ActiveBitsKernels();
  BitsKernel const& whole = kernels.For(rows);
  int64_t const task_rows = TaskRows(rows, options.threads, whole.rows);
  int64_t const tasks = (rows + task_rows - 1) / task_rows;
  ParallelFor(tasks, options.threads, [&](int64_t task) {
    BatchScorer::Workspace workspace(*batch_, whole);
    int64_t const end = std::min(rows, (task + 1) * task_rows);
    for (int64_t at = task * task_rows; at < end;) {
      CheckStop(options.stop);
      // The last rows may fit a smaller block; its needs never exceed the large one's.
      BitsKernel const& kernel = kernels.For(std::min<int64_t>(end - at, whole.rows));
      int64_t const here = std::min<int64_t>(kernel.rows, end - at);
      double* const scores = out.data() + at * classes;
      int64_t const next = std::min<int64_t>(kernel.rows, end - at - here);
      batch_->ScoreBlock(kernel, table, {at, here, next}, range, workspace, scores);
      FinishSums(forest_, scores, here);
      if (!options.raw) FinishScores(forest_, range.count, scores, here);
      at += here;
    }
  });
}

void CompiledForest::ScoreRows(TableReader const& table, ScoreOptions const& options,
                               Iterations range, RowMasks const* masks,
                               std::span<double> out) const {
  int64_t const classes = forest_.classes;
  int64_t const rows = static_cast<int64_t>(out.size()) / classes;
  auto const columns = static_cast<int64_t>(forest_.feature_names.size());
  RowKernels const& kernels = ActiveRowKernels();
  ParallelFor((rows + kRowBlock - 1) / kRowBlock, options.threads, [&](int64_t task) {
    CheckStop(options.stop);
    int64_t const first = task * kRowBlock;
    int64_t const here = std::min(kRowBlock, rows - first);
    double* const scores = out.data() + first * classes;
    std::vector<double> values(static_cast<size_t>(here * columns));
    table.ReadRows(first, here, values.data());
    if (masks == nullptr) {
      return ScoreRowsScalar(forest_, range, options.raw, values.data(), here, scores);
    }
    for (int64_t row = 0; row < here; ++row) {
      masks->Score(kernels, range, values.data() + row * columns, scores + row * classes);
    }
    FinishSums(forest_, scores, here);
    if (!options.raw) FinishScores(forest_, range.count, scores, here);
  });
}

void CompiledForest::ScoreRow(double const* row, bool raw, double* out) const {
  Iterations const range{0, forest_.Iterations()};
  RowMasks const* const masks = Masks();
  if (masks == nullptr) return ScoreRowScalar(forest_, range, raw, row, out);
  masks->Score(ActiveRowKernels(), range, row, out);
  FinishSums(forest_, out);
  if (!raw) FinishScores(forest_, range.count, out);
}

}  // namespace winback::forest
