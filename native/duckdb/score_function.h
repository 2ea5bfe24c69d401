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
  // Throws what ended a call, if one failed.
  void RethrowFailure() const;

 private:
  static void Called(Call call, Chunk input, Vector output);
  void Score(Chunk input, Vector output);
  Column ReadColumn(Chunk input, size_t feature, int64_t rows, std::vector<double>& codes) const;
  void Keep(std::exception_ptr failure);

  Api const& api_;
  std::shared_ptr<forest::CompiledForest> forest_;
  Calibration calibration_;
  std::vector<std::optional<CategoryCodes>> codes_;
  StopToken ended_;
  std::atomic<int64_t> rows_{0};
  mutable std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace winback::duckdb
