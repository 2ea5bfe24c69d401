// A forest as a scalar function of SQL: its features as arguments, the calibrated score as result.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/stop_token.h"
#include "core/calibration/calibration.h"
#include "core/forest/compiled_forest.h"
#include "duckdb/api.h"
#include "duckdb/category_codes.h"

namespace winback::duckdb {

struct ScoreModel {
  std::shared_ptr<forest::CompiledForest> forest;  // of one output
  // One per feature, in the model's order: the names of a categorical one in order of their codes.
  std::vector<std::optional<std::vector<std::string>>> categories;
  Calibration calibration;
};

// What a column held. Of numbers only whether there was any.
struct ColumnCounts {
  bool any = false;    // a value that is not missing
  int64_t texts = 0;   // rows with a text, of a categorical feature
  int64_t unseen = 0;  // of these, texts that the model does not know
};

// A DOUBLE argument for each numeric feature, a VARCHAR for each categorical one; null, and a name
// that the model does not know, are missing. DuckDB calls it from its own threads.
class ScoreFunction : public std::enable_shared_from_this<ScoreFunction> {
 public:
  // Throws kBadInput for a model of several outputs or another number of features.
  ScoreFunction(Api const& api, ScoreModel model);

  // Makes it known under `name`; the engine keeps a share of it. Throws kInternal when refused.
  void Register(Connection connection, char const* name);
  // Every call from now on, and what runs of one, fails.
  void End() { ended_.Stop(); }
  // Rows scored so far.
  int64_t Rows() const { return rows_.load(std::memory_order_relaxed); }
  // What was met in the column of each feature, in the model's order.
  std::vector<ColumnCounts> Counts() const;
  // Throws what ended a call, if one failed.
  void RethrowFailure() const;

 private:
  static void Called(Call call, Chunk input, Vector output);
  void Score(Chunk input, Vector output);
  Column ReadColumn(Chunk input, size_t feature, int64_t rows, std::vector<double>& codes);
  void Keep(std::exception_ptr failure);

  Api const& api_;
  std::shared_ptr<forest::CompiledForest> forest_;
  Calibration calibration_;
  std::vector<std::optional<CategoryCodes>> codes_;
  StopToken ended_;
  std::atomic<int64_t> rows_{0};
  // A call adds up for itself and joins here once: threads would wait for one another at every row.
  struct Met {
    std::atomic<bool> any{false};
    std::atomic<int64_t> texts{0};
    std::atomic<int64_t> unseen{0};
  };
  std::vector<Met> met_;
  mutable std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace winback::duckdb
