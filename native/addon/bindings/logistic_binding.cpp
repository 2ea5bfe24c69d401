// Logistic regression. The model crosses as flat numbers, so that it can be stored as JSON.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/logistic/logistic.h"

namespace winback::addon {
namespace {

using logistic::Feature;
using logistic::Model;

std::vector<int> CategoriesOf(Napi::Value value, size_t columns) {
  auto const counts = Int32Of(value, "categories");
  Require(counts.size() == columns, "categories must have one count per column");
  for (int count : counts) Require(count >= 0 && count <= 100'000, "too many categories");
  return {counts.begin(), counts.end()};
}

// Labels as doubles; throws unless each is 0 or 1 and both appear.
std::vector<double> LabelsOf(Column const& column, int64_t rows) {
  std::vector<double> label;
  bool seen[2] = {false, false};
  for (auto const& chunk : column.chunks) {
    for (int64_t row = 0; row < chunk.length; ++row) {
      double const value = ValueAt(chunk, row);
      if (value != 0 && value != 1) {
        throw Error(ErrorCode::kBadInput, "label " + column.name + ", row " +
                                              std::to_string(label.size() + 1) +
                                              ": expected 0 or 1, got " + std::to_string(value));
      }
      seen[value == 1 ? 1 : 0] = true;
      label.push_back(value);
    }
  }
  Require(static_cast<int64_t>(label.size()) == rows,
          "label " + column.name + " has " + std::to_string(label.size() + 1) +
              " rows, the features " + std::to_string(rows));
  Require(seen[0] && seen[1], "label " + column.name + " needs rows of both classes");
  return label;
}

Napi::Float64Array NumbersToJs(Napi::Env env, std::vector<double> const& values) {
  auto array = Napi::Float64Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

Napi::Value ModelToJs(Napi::Env env, Model&& model) {
  std::vector<double> means;
  std::vector<double> scales;
  for (auto const& feature : model.design.features) {
    means.push_back(feature.mean);
    scales.push_back(feature.scale);
  }
  auto object = Napi::Object::New(env);
  object.Set("intercept", Napi::Number::New(env, model.intercept));
  object.Set("coefficients", NumbersToJs(env, model.coefficients));
  object.Set("means", NumbersToJs(env, means));
  object.Set("scales", NumbersToJs(env, scales));
  object.Set("iterations", Napi::Number::New(env, model.iterations));
  object.Set("loss", Napi::Number::New(env, model.loss));
  return object;
}

Model ModelOf(Napi::Object object, Table const& table, std::vector<int> const& categories) {
  auto const means = Float64Of(object.Get("means"), "means");
  auto const scales = Float64Of(object.Get("scales"), "scales");
  auto const coefficients = Float64Of(object.Get("coefficients"), "coefficients");
  size_t const count = table.columns.size();
  Require(means.size() == count && scales.size() == count, "means and scales: one per column");
  std::vector<Feature> features(count);
  for (size_t i = 0; i < count; ++i) {
    features[i].categorical = table.columns[i].categorical;
    features[i].categories = categories[i];
    features[i].mean = means[i];
    features[i].scale = scales[i];
  }
  Model model;
  model.design = logistic::LayOut(std::move(features));
  Require(static_cast<int>(coefficients.size()) == model.design.columns,
          "coefficients do not fit the columns");
  model.coefficients.assign(coefficients.begin(), coefficients.end());
  model.intercept = NumberOf(object.Get("intercept"), "intercept");
  return model;
}

// logisticFit(table, label, categories, {l2, maxIterations, threads}, stop | null)
Napi::Value LogisticFit(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto table = std::make_shared<Table>(TableOf(info[0], pins));
    Require(table->rows > 0 && !table->columns.empty(),
            "logistic regression needs rows and columns");
    auto label = LabelsOf(ColumnOf(info[1], pins), table->rows);
    auto categories = CategoriesOf(info[2], table->columns.size());
    auto given = ObjectOf(info[3], "options");
    logistic::Options options;
    options.l2 = NumberOf(given.Get("l2"), "l2");
    options.max_iterations =
        static_cast<int>(IntegerOf(given.Get("maxIterations"), "maxIterations", 1, 10'000));
    options.threads = ThreadsOf(given.Get("threads"));
    return RunAsync(
        info.Env(), std::move(pins), OptionalStop(info[4]),
        [table, label = std::move(label), categories = std::move(categories),
         options](StopToken const* stop) {
          return logistic::Fit(*table, categories, label, options, stop);
        },
        ModelToJs);
  });
}

// logisticPredict(model, table, categories, threads, out, stop | null)
Napi::Value LogisticPredict(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto table = std::make_shared<Table>(TableOf(info[1], pins));
    auto const categories = CategoriesOf(info[2], table->columns.size());
    auto model = std::make_shared<Model>(ModelOf(ObjectOf(info[0], "model"), *table, categories));
    int const threads = ThreadsOf(info[3]);
    auto const out = Float64Of(info[4], "out");
    Require(static_cast<int64_t>(out.size()) == table->rows, "out must have one element per row");
    pins.Add(info[4]);
    return RunAsync(
        info.Env(), std::move(pins), OptionalStop(info[5]),
        [table, model, threads, out](StopToken const* stop) {
          logistic::Predict(*model, *table, threads, stop, out);
          return 0;
        },
        [](Napi::Env env, int) { return env.Undefined(); });
  });
}

}  // namespace

void RegisterLogistic(Napi::Env env, Napi::Object exports) {
  exports.Set("logisticFit", Napi::Function::New(env, LogisticFit));
  exports.Set("logisticPredict", Napi::Function::New(env, LogisticPredict));
}

}  // namespace winback::addon
