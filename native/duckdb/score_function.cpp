#include "duckdb/score_function.h"

#include <algorithm>
#include <limits>
#include <span>

#include "core/base/error.h"

namespace winback::duckdb {
namespace {

using Share = std::shared_ptr<ScoreFunction>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

bool IsPresent(uint64_t const* validity, int64_t row) {
  return validity == nullptr || ((validity[row >> 6] >> (row & 63)) & 1) != 0;
}

// A bitmap without a null only makes the forest copy its column.
bool AllPresent(uint64_t const* validity, int64_t rows) {
  if (validity == nullptr) return true;
  bool const whole = std::all_of(validity, validity + (rows >> 6),
                                 [](uint64_t word) { return word == ~uint64_t{0}; });
  uint64_t const rest = (uint64_t{1} << (rows & 63)) - 1;
  return whole && (rest == 0 || (validity[rows >> 6] & rest) == rest);
}

bool HasValue(double const* values, uint64_t const* validity, int64_t rows) {
  for (int64_t row = 0; row < rows; ++row) {
    if (IsPresent(validity, row) && values[row] == values[row]) return true;
  }
  return false;
}

class OwnedType {
 public:
  OwnedType(Api const& api, TypeId id) : api_(api), type_(api.create_logical_type(id)) {}
  ~OwnedType() { api_.destroy_logical_type(&type_); }
  OwnedType(OwnedType const&) = delete;
  OwnedType& operator=(OwnedType const&) = delete;
  Type get() const { return type_; }

 private:
  Api const& api_;
  Type type_;
};

}  // namespace

ScoreFunction::ScoreFunction(Api const& api, ScoreModel model)
    : api_(api),
      forest_(std::move(model.forest)),
      calibration_(std::move(model.calibration)),
      met_(model.categories.size()) {
  CheckCalibration(calibration_);
  auto const& trees = forest_->Trees();
  Require(trees.classes == 1, "only a model of one output can be a column");
  Require(model.categories.size() == trees.feature_names.size(),
          "the model has " + std::to_string(trees.feature_names.size()) + " features, " +
              std::to_string(model.categories.size()) + " were described");
  for (auto& names : model.categories) {
    codes_.emplace_back();
    if (names) codes_.back().emplace(std::move(*names));
  }
}

void ScoreFunction::Register(Connection connection, char const* name) {
  OwnedType const number(api_, TypeId::kDouble);
  OwnedType const text(api_, TypeId::kVarchar);
  Function function = api_.create_scalar_function();
  api_.scalar_function_set_name(function, name);
  for (auto const& codes : codes_) {
    api_.scalar_function_add_parameter(function, codes ? text.get() : number.get());
  }
  api_.scalar_function_set_return_type(function, number.get());
  api_.scalar_function_set_special_handling(function);  // nulls come as they are
  api_.scalar_function_set_volatile(function);          // never evaluated twice for a row
  api_.scalar_function_set_extra_info(function, new Share(shared_from_this()),
                                      [](void* share) { delete static_cast<Share*>(share); });
  api_.scalar_function_set_function(function, Called);
  State const state = api_.register_scalar_function(connection, function);
  api_.destroy_scalar_function(&function);
  if (state != State::kSuccess) {
    throw Error(ErrorCode::kInternal, "DuckDB refused the scoring function");
  }
}

std::vector<ColumnCounts> ScoreFunction::Counts() const {
  std::vector<ColumnCounts> counts;
  for (auto const& met : met_) {
    counts.push_back({met.any.load(std::memory_order_relaxed),
                      met.texts.load(std::memory_order_relaxed),
                      met.unseen.load(std::memory_order_relaxed)});
  }
  return counts;
}

void ScoreFunction::RethrowFailure() const {
  std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

// An exception must not pass through DuckDB: it learns that the call failed, we keep why.
void ScoreFunction::Called(Call call, Chunk input, Vector output) {
  Api const& api = *LoadedApi();
  auto& self = **static_cast<Share*>(api.scalar_function_get_extra_info(call));
  try {
    self.Score(input, output);
  } catch (...) {
    self.Keep(std::current_exception());
    api.scalar_function_set_error(call, "scoring failed");
  }
}

void ScoreFunction::Keep(std::exception_ptr failure) {
  std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
}

void ScoreFunction::Score(Chunk input, Vector output) {
  auto const rows = static_cast<int64_t>(api_.data_chunk_get_size(input));
  std::vector<std::vector<double>> codes(codes_.size());
  Table table;
  table.rows = rows;
  table.chunk_lengths = {rows};
  for (size_t feature = 0; feature < codes_.size(); ++feature) {
    table.columns.push_back(ReadColumn(input, feature, rows, codes[feature]));
  }
  std::span const scores(static_cast<double*>(api_.vector_get_data(output)),
                         static_cast<size_t>(rows));
  forest::ScoreOptions options;
  options.stop = &ended_;
  forest_->Score(table, options, scores);
  Calibrate(calibration_, scores);
  rows_.fetch_add(rows, std::memory_order_relaxed);
}

Column ScoreFunction::ReadColumn(Chunk input, size_t feature, int64_t rows,
                                 std::vector<double>& codes) {
  Vector const vector = api_.data_chunk_get_vector(input, feature);
  uint64_t const* const validity = api_.vector_get_validity(vector);
  ColumnChunk chunk;
  chunk.length = rows;
  if (!codes_[feature]) {
    chunk.values = api_.vector_get_data(vector);
    Met& met = met_[feature];
    // Once a value was met nothing is left to find out.
    if (!met.any.load(std::memory_order_relaxed) &&
        HasValue(static_cast<double const*>(chunk.values), validity, rows)) {
      met.any.store(true, std::memory_order_relaxed);
    }
    if (!AllPresent(validity, rows)) chunk.validity = reinterpret_cast<uint8_t const*>(validity);
    return {"", false, {chunk}};
  }
  auto const* const texts = static_cast<Text const*>(api_.vector_get_data(vector));
  codes.resize(static_cast<size_t>(rows), kMissing);
  int64_t known = 0;
  int64_t present = 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (!IsPresent(validity, row)) continue;
    ++present;
    int32_t const code = codes_[feature]->CodeOf(texts[row]);
    if (code < 0) continue;
    ++known;
    codes[static_cast<size_t>(row)] = code;
  }
  if (present > 0) {
    Met& met = met_[feature];
    met.any.store(true, std::memory_order_relaxed);
    met.texts.fetch_add(present, std::memory_order_relaxed);
    met.unseen.fetch_add(present - known, std::memory_order_relaxed);
  }
  chunk.values = codes.data();
  return {"", true, {chunk}};
}

}  // namespace winback::duckdb
