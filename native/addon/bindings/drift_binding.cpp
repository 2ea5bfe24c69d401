// Profiles of columns and the cells that other rows fall into: native/core/drift.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/base/values.h"
#include "core/drift/cells.h"
#include "core/drift/grid.h"
#include "core/drift/score_table.h"
#include "core/drift/transport.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;

constexpr int64_t kMostCodes = int64_t{1} << 31;

std::vector<double> NumbersOf(Napi::Value value, char const* name) {
  auto const given = Float64Of(value, name);
  return {given.begin(), given.end()};
}

Napi::Object CellsObject(Napi::Env env, drift::Cells const& cells) {
  auto object = NumbersObject(env, {{"missing", static_cast<double>(cells.missing)},
                                    {"infinite", static_cast<double>(cells.infinite)}});
  object.Set("equal", ToFloat64(env, cells.equal));
  object.Set("between", ToFloat64(env, cells.between));
  object.Set("excess", ToFloat64(env, cells.excess));
  return object;
}

// (column)
Napi::Value SummariseOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [column = ColumnOf(info[0], pins)] { return drift::Summarise(column); };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, drift::Summary const& summary) -> Napi::Value {
                      auto object = CellsObject(env, summary.cells);
                      object.Set("grid", ToFloat64(env, summary.grid));
                      object.Set("edges", ToFloat64(env, summary.edges));
                      object.Set("exact", Napi::Boolean::New(env, summary.exact));
                      object.Set("mean", Napi::Number::New(env, summary.mean));
                      object.Set("sd", Napi::Number::New(env, summary.sd));
                      return object;
                    });
  });
}

// A column with the Float64Array of its grid or edges, or with the number of its codes.
template <class Described>
Described DescribedOf(Napi::Value value, Pins& pins, std::vector<double> Described::* numbers) {
  auto const given = ObjectOf(value, "column");
  Described described;
  described.column = ColumnOf(given.Get("column"), pins);
  auto const codes = given.Get("codes");
  if (codes.IsNull()) {
    described.*numbers = NumbersOf(given.Get("values"), "values");
  } else {
    described.codes = IntegerOf(codes, "codes", 0, kMostCodes);
  }
  return described;
}

template <class Described>
std::vector<Described> AllOf(Napi::Value value, Pins& pins,
                             std::vector<double> Described::* numbers) {
  auto const given = ArrayOf(value, "columns");
  std::vector<Described> columns;
  for (uint32_t i = 0; i < given.Length(); ++i)
    columns.push_back(DescribedOf<Described>(given.Get(i), pins, numbers));
  return columns;
}

// (columns, threads, stop | null)
Napi::Value CellsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [columns = AllOf(info[0], pins, &drift::Counted::grid),
                 threads = ThreadsOf(info[1])] { return drift::CountCells(columns, threads); };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[2]), std::move(work),
                    [](Napi::Env env, std::vector<drift::Cells> const& all) -> Napi::Value {
                      auto array = Napi::Array::New(env, all.size());
                      for (uint32_t i = 0; i < all.size(); ++i)
                        array.Set(i, CellsObject(env, all[i]));
                      return array;
                    });
  });
}

// What the rows of the score tables are, before they are read.
struct Rows {
  Column scores;
  Column labels;
  std::vector<double> edges;
  double threshold;

  drift::ScoredRows Read() const {
    drift::ScoredRows rows;
    rows.scores = stats::PresentValues(scores);
    rows.labels = stats::BinaryLabels(labels);
    Require(rows.scores.size() == rows.labels.size(),
            "scores and labels must have the same number of rows");
    rows.score_bin = drift::ScoreBins(rows.scores, edges);
    rows.score_bins = edges.size() + 1;
    rows.threshold = threshold;
    return rows;
  }
};

Napi::Value ScoreTablesToJs(Napi::Env env, std::vector<drift::ScoreTable> const& tables) {
  auto array = Napi::Array::New(env, tables.size());
  for (uint32_t i = 0; i < tables.size(); ++i) {
    auto object = Napi::Object::New(env);
    object.Set("counts", ToFloat64(env, tables[i].counts));
    object.Set("scoreSums", ToFloat64(env, tables[i].score_sums));
    object.Set("above", ToFloat64(env, tables[i].above));
    array.Set(i, object);
  }
  return array;
}

// (columns, scores, labels, score edges, threshold, threads, stop | null)
Napi::Value ScoreTablesOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    Rows rows{ColumnOf(info[1], pins), ColumnOf(info[2], pins), NumbersOf(info[3], "edges"),
              NumberOf(info[4], "threshold")};
    auto work = [columns = AllOf(info[0], pins, &drift::Binned::edges), rows = std::move(rows),
                 threads = ThreadsOf(info[5])] {
      return drift::ScoreTables(columns, rows.Read(), threads);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[6]), std::move(work),
                    ScoreTablesToJs);
  });
}

// (values, rows of each, column, stop | null)
Napi::Value TransportOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [values = NumbersOf(info[0], "values"), rows = NumbersOf(info[1], "rows"),
                 column = ColumnOf(info[2], pins)] {
      Require(values.size() == rows.size(), "values and rows must be equally long");
      return drift::Transport(values, rows, column);
    };
    return RunAsync(
        info.Env(), std::move(pins), OptionalStop(info[3]), std::move(work),
        [](Napi::Env env, double area) -> Napi::Value { return Napi::Number::New(env, area); });
  });
}

}  // namespace

void RegisterDrift(Napi::Env env, Napi::Object exports) {
  exports.Set("driftSummarise", Napi::Function::New(env, SummariseOf));
  exports.Set("driftCells", Napi::Function::New(env, CellsOf));
  exports.Set("driftScoreTables", Napi::Function::New(env, ScoreTablesOf));
  exports.Set("driftTransport", Napi::Function::New(env, TransportOf));
}

}  // namespace winback::addon
