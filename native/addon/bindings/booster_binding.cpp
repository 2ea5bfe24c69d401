// Training and LightGBM's own predictor. Every call to LightGBM goes through the worker threads.
#include <string>

#include "addon/bindings.h"
#include "addon/table_argument.h"
#include "addon/worker_task.h"
#include "lightgbm/booster.h"
#include "lightgbm/worker.h"

namespace winback::addon {

template <>
struct HandleTraits<lightgbm::Booster const> {
  static constexpr char const* kName = "booster";
  static constexpr napi_type_tag kTag{0x1d7a90c24be84f05, 0xa3f5806e9c1b72d4};
};

template <>
struct HandleTraits<lightgbm::Dataset const> {
  static constexpr char const* kName = "binned table";
  static constexpr napi_type_tag kTag{0x6e2f81b03d9a4c57, 0x8b4417f2c05de96a};
};

namespace {

using lightgbm::Booster;
using lightgbm::Dataset;
using lightgbm::IterationReport;
using lightgbm::Output;
using lightgbm::TrainingData;
using lightgbm::TrainingResult;

constexpr int64_t kMaxIterations = 1'000'000;

auto On(lightgbm::Sharing sharing) {
  return [sharing](std::function<void()> job) { lightgbm::RunOnWorker(std::move(job), sharing); };
}

std::vector<std::string> NamesOf(Napi::Value value) {
  auto const list = ArrayOf(value, "names");
  std::vector<std::string> names;
  for (uint32_t i = 0; i < list.Length(); ++i) names.push_back(StringOf(list.Get(i), "names"));
  return names;
}

TrainingData TrainingDataOf(Napi::Value value, Pins& pins) {
  auto object = ObjectOf(value, "training data");
  TrainingData data;
  data.features = TableOf(object.Get("features"), pins);
  data.label = ColumnOf(object.Get("label"), pins);
  data.names = NamesOf(object.Get("names"));
  Napi::Value const weight = object.Get("weight");
  if (!weight.IsNull()) data.weight = ColumnOf(weight, pins);
  return data;
}

lightgbm::LabelRule LabelRuleOf(std::string const& name) {
  if (name == "binary") return lightgbm::LabelRule::kBinary;
  if (name == "classes") return lightgbm::LabelRule::kClasses;
  if (name == "positive") return lightgbm::LabelRule::kPositive;
  if (name == "nonNegative") return lightgbm::LabelRule::kNonNegative;
  if (name == "share") return lightgbm::LabelRule::kShare;
  Require(name == "finite", "unknown label rule " + name);
  return lightgbm::LabelRule::kFinite;
}

lightgbm::TrainingOptions TrainingOptionsOf(Napi::Value value) {
  auto object = ObjectOf(value, "training options");
  lightgbm::TrainingOptions options;
  options.parameters = StringOf(object.Get("parameters"), "parameters");
  options.label_rule = LabelRuleOf(StringOf(object.Get("labelRule"), "labelRule"));
  options.classes = static_cast<int>(IntegerOf(object.Get("classes"), "classes", 1, 10'000));
  options.iterations =
      static_cast<int>(IntegerOf(object.Get("iterations"), "iterations", 1, kMaxIterations));
  options.early_stopping_rounds = static_cast<int>(
      IntegerOf(object.Get("earlyStoppingRounds"), "earlyStoppingRounds", 0, kMaxIterations));
  return options;
}

Napi::Array NumbersToJs(Napi::Env env, std::vector<double> const& values) {
  auto array = Napi::Array::New(env, values.size());
  for (uint32_t i = 0; i < values.size(); ++i) array.Set(i, Napi::Number::New(env, values[i]));
  return array;
}

Napi::Value TrainingToJs(Napi::Env env, TrainingResult&& result) {
  auto metrics = Napi::Array::New(env, result.metrics.size());
  for (uint32_t i = 0; i < result.metrics.size(); ++i) {
    auto metric = Napi::Object::New(env);
    metric.Set("name", Napi::String::New(env, result.metrics[i].name));
    metric.Set("higherIsBetter", Napi::Boolean::New(env, result.metrics[i].higher_is_better));
    metrics.Set(i, metric);
  }
  auto history = Napi::Array::New(env, result.history.size());
  for (uint32_t i = 0; i < result.history.size(); ++i) {
    history.Set(i, NumbersToJs(env, result.history[i].values));
  }
  auto object = Napi::Object::New(env);
  object.Set("model", Napi::String::New(env, result.model));
  object.Set("iterations", Napi::Number::New(env, result.iterations));
  object.Set("bestIteration", Napi::Number::New(env, result.best_iteration));
  object.Set("metrics", metrics);
  object.Set("history", history);
  return object;
}

// boosterTrain(training, validation | null, options, onIteration | null, stop | null)
Napi::Value BoosterTrain(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto training = std::make_shared<TrainingData>(TrainingDataOf(info[0], pins));
    std::shared_ptr<TrainingData> validation;
    if (!info[1].IsNull()) {
      validation = std::make_shared<TrainingData>(TrainingDataOf(info[1], pins));
    }
    auto options = TrainingOptionsOf(info[2]);
    using Task = WorkerTask<IterationReport, TrainingResult>;
    return Task::Start(
        info.Env(), std::move(pins), OptionalStop(info[4]), info[3],
        [training, validation, options](Task::Report const& report, StopToken const& stop) {
          return lightgbm::Train(*training, validation.get(), options, report, &stop);
        },
        [](Napi::Env env, IterationReport const& report) {
          return std::vector<napi_value>{Napi::Number::New(env, report.iteration),
                                         NumbersToJs(env, report.values)};
        },
        TrainingToJs, On(lightgbm::SharingOf(options.parameters)));
  });
}

// boosterBin(features, names, parameters)
Napi::Value BoosterBin(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto table = std::make_shared<Table>(TableOf(info[0], pins));
    auto names = NamesOf(info[1]);
    auto parameters = StringOf(info[2], "parameters");
    auto const sharing = lightgbm::SharingOf(parameters);
    using Task = WorkerTask<int, std::shared_ptr<Dataset const>>;
    return Task::Start(
        info.Env(), std::move(pins), nullptr, info.Env().Null(),
        [table, names, parameters](Task::Report const&, StopToken const&) {
          return lightgbm::BinShared(*table, names, parameters);
        },
        [](Napi::Env, int) { return std::vector<napi_value>{}; },
        [](Napi::Env env, std::shared_ptr<Dataset const>&& bins) {
          return MakeHandle(env, std::move(bins));
        },
        On(sharing));
  });
}

// boosterTrainOn(bins, rows: Int32Array, label, weight | null, options, stop | null)
Napi::Value BoosterTrainOn(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto bins = FromHandle<Dataset const>(info[0]);
    auto const rows = Int32Of(info[1], "rows");
    auto given = std::make_shared<lightgbm::RowsToLearn>();
    given->rows.assign(rows.begin(), rows.end());
    given->label = ColumnOf(info[2], pins);
    if (!info[3].IsNull()) given->weight = ColumnOf(info[3], pins);
    auto options = TrainingOptionsOf(info[4]);
    using Task = WorkerTask<IterationReport, TrainingResult>;
    return Task::Start(
        info.Env(), std::move(pins), OptionalStop(info[5]), info.Env().Null(),
        [bins, given, options](Task::Report const&, StopToken const& stop) {
          return lightgbm::TrainOn(*bins, *given, options, &stop);
        },
        [](Napi::Env, IterationReport const&) { return std::vector<napi_value>{}; }, TrainingToJs,
        On(lightgbm::SharingOf(options.parameters)));
  });
}

// boosterCloseBins(bins)
Napi::Value BoosterCloseBins(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    CloseHandle<Dataset const>(info[0]);
    return info.Env().Undefined();
  });
}

Napi::Value BoosterLoad(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto text = std::make_shared<std::string>(StringOf(info[0], "model"));
    using Task = WorkerTask<int, std::shared_ptr<Booster const>>;
    return Task::Start(
        info.Env(), Pins(), nullptr, info.Env().Null(),
        [text](Task::Report const&, StopToken const&) { return lightgbm::LoadShared(*text); },
        [](Napi::Env, int) { return std::vector<napi_value>{}; },
        [](Napi::Env env, std::shared_ptr<Booster const>&& booster) {
          auto object = Napi::Object::New(env);
          object.Set("features", Napi::Number::New(env, booster->features()));
          object.Set("classes", Napi::Number::New(env, booster->classes()));
          object.Set("iterations", Napi::Number::New(env, booster->iterations()));
          object.Set("handle", MakeHandle(env, std::move(booster)));
          return object;
        },
        On(lightgbm::Sharing::kAlone));
  });
}

Output OutputOf(std::string const& name) {
  if (name == "probability") return Output::kProbability;
  if (name == "raw") return Output::kRaw;
  if (name == "leaf") return Output::kLeaf;
  Require(name == "contributions", "unknown output " + name);
  return Output::kContributions;
}

// boosterPredict(handle, table, output, threads, out, stop | null)
Napi::Value BoosterPredict(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto booster = FromHandle<Booster const>(info[0]);
    Pins pins;
    auto table = std::make_shared<Table>(TableOf(info[1], pins));
    Output const output = OutputOf(StringOf(info[2], "output"));
    int const threads = ThreadsOf(info[3]);
    std::span<double> const out = Float64Of(info[4], "out");
    pins.Add(info[4]);
    using Task = WorkerTask<int, int>;
    return Task::Start(
        info.Env(), std::move(pins), OptionalStop(info[5]), info.Env().Null(),
        [booster, table, output, threads, out](Task::Report const&, StopToken const&) {
          booster->Predict(*table, output, threads, out);
          return 0;
        },
        [](Napi::Env, int) { return std::vector<napi_value>{}; },
        [](Napi::Env env, int&&) { return env.Undefined(); }, On(lightgbm::Sharing::kAlone));
  });
}

Napi::Value BoosterImportance(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const booster = FromHandle<Booster const>(info[0]);
    return NumbersToJs(info.Env(), booster->importance(BooleanOf(info[1], "gain")));
  });
}

Napi::Value BoosterClose(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    CloseHandle<Booster const>(info[0]);
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterBooster(Napi::Env env, Napi::Object exports) {
  exports.Set("boosterTrain", Napi::Function::New(env, BoosterTrain));
  exports.Set("boosterBin", Napi::Function::New(env, BoosterBin));
  exports.Set("boosterTrainOn", Napi::Function::New(env, BoosterTrainOn));
  exports.Set("boosterCloseBins", Napi::Function::New(env, BoosterCloseBins));
  exports.Set("boosterLoad", Napi::Function::New(env, BoosterLoad));
  exports.Set("boosterPredict", Napi::Function::New(env, BoosterPredict));
  exports.Set("boosterImportance", Napi::Function::New(env, BoosterImportance));
  exports.Set("boosterClose", Napi::Function::New(env, BoosterClose));
}

}  // namespace winback::addon
