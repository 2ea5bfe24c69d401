// Scoring inside DuckDB: native/duckdb for JS. The contract is src/native/score-query-binding.ts.
#include "addon/bindings.h"
#include "addon/calibration_argument.h"
#include "addon/forest_handle.h"
#include "addon/task_threads.h"
#include "addon/worker_task.h"
#include "duckdb/score_query.h"

namespace winback::addon {
namespace {

using duckdb::ScoreQuery;
using duckdb::ScoreQueryResult;

std::vector<std::string> TextsOf(Napi::Value value, char const* name) {
  auto const array = ArrayOf(value, name);
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < array.Length(); ++i) texts.push_back(StringOf(array.Get(i), name));
  return texts;
}

std::vector<std::optional<std::vector<std::string>>> CategoriesOf(Napi::Value value) {
  auto const array = ArrayOf(value, "categories");
  std::vector<std::optional<std::vector<std::string>>> categories;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    Napi::Value const names = array.Get(i);
    categories.emplace_back();
    if (!names.IsNull()) categories.back() = TextsOf(names, "categories");
  }
  return categories;
}

ScoreQuery QueryOf(std::shared_ptr<forest::CompiledForest> compiled, Napi::Value value) {
  auto const given = ObjectOf(value, "query");
  ScoreQuery query;
  auto const settings = ArrayOf(given.Get("settings"), "settings");
  for (uint32_t i = 0; i < settings.Length(); ++i) {
    auto const pair = TextsOf(settings.Get(i), "settings");
    Require(pair.size() == 2, "a setting is a name and a value");
    query.settings.emplace_back(pair[0], pair[1]);
  }
  query.function = StringOf(given.Get("function"), "function");
  query.sql = StringOf(given.Get("sql"), "sql");
  query.model = {std::move(compiled), CategoriesOf(given.Get("categories")),
                 CalibrationOf(given.Get("calibration"))};
  return query;
}

Napi::Value ResultToJs(Napi::Env env, ScoreQueryResult&& result) {
  auto object = Napi::Object::New(env);
  object.Set("rows", Napi::Number::New(env, static_cast<double>(result.rows)));
  auto columns = Napi::Array::New(env, result.columns.size());
  for (uint32_t i = 0; i < columns.Length(); ++i) {
    auto const& counts = result.columns[i];
    auto column = Napi::Object::New(env);
    column.Set("any", Napi::Boolean::New(env, counts.any));
    column.Set("texts", Napi::Number::New(env, static_cast<double>(counts.texts)));
    column.Set("unseen", Napi::Number::New(env, static_cast<double>(counts.unseen)));
    columns.Set(i, column);
  }
  object.Set("columns", columns);
  object.Set("failure", result.failure.empty()
                            ? env.Null()
                            : Napi::Value(Napi::String::New(env, result.failure)));
  return object;
}

Napi::Value ScoreQueryReady(Napi::CallbackInfo const& info) {
  return Napi::Boolean::New(info.Env(), duckdb::LoadedApi() != nullptr);
}

// scoreQueryRun(forest, query, onRows | null, stop | null)
Napi::Value ScoreQueryRun(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto query =
        std::make_shared<ScoreQuery>(QueryOf(FromHandle<forest::CompiledForest>(info[0]), info[1]));
    using Task = WorkerTask<int64_t, ScoreQueryResult>;
    return Task::Start(
        info.Env(), Pins(), OptionalStop(info[3]), info[2],
        [query](Task::Report const& report, StopToken const& stop) {
          return duckdb::RunScoreQuery(std::move(*query), report, stop);
        },
        [](Napi::Env env, int64_t rows) {
          return std::vector<napi_value>{Napi::Number::New(env, static_cast<double>(rows))};
        },
        ResultToJs, RunOnOwnThread);
  });
}

}  // namespace

void RegisterScoreQuery(Napi::Env env, Napi::Object exports) {
  exports.Set("scoreQueryReady", Napi::Function::New(env, ScoreQueryReady));
  exports.Set("scoreQueryRun", Napi::Function::New(env, ScoreQueryRun));
}

}  // namespace winback::addon
