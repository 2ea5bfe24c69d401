// Compiled forests: native/core/forest for JS. The contract is src/native/forest-binding.ts.
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/forest_handle.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/forest/file/forest_file.h"
#include "core/forest/file/mapped_file.h"
#include "core/forest/import/catboost_model.h"
#include "core/forest/import/xgboost_model.h"
#include "core/forest/model/model_text.h"

namespace winback::addon {
namespace {

using forest::CompiledForest;

auto const kToHandle = [](Napi::Env env, std::shared_ptr<CompiledForest> made) {
  return MakeHandle(env, std::move(made));
};

Napi::Value ForestFromText(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto work = [text = StringOf(info[0], "text")] {
      return std::make_shared<CompiledForest>(forest::ParseModelText(text));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work), kToHandle);
  });
}

// "all", "best", or the first n rounds.
forest::Rounds RoundsOf(Napi::Value value) {
  if (value.IsNumber()) {
    constexpr int64_t kMost = 1 << 30;
    return {forest::Rounds::Kind::kFirst, IntegerOf(value, "rounds", 1, kMost)};
  }
  bool const best = StringOf(value, "rounds") == "best";
  return {best ? forest::Rounds::Kind::kBest : forest::Rounds::Kind::kAll, 0};
}

Napi::Value ForestFromXgboost(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const bytes = Uint8Of(info[0], "bytes");
    auto work = [copy = std::string(bytes.begin(), bytes.end()), rounds = RoundsOf(info[1])] {
      return std::make_shared<CompiledForest>(forest::ParseXgboost(copy, rounds));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work), kToHandle);
  });
}

Napi::Value ForestFromCatboost(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const bytes = Uint8Of(info[0], "bytes");
    auto work = [copy = std::string(bytes.begin(), bytes.end())] {
      return std::make_shared<CompiledForest>(forest::ParseCatboost(copy));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work), kToHandle);
  });
}

Napi::Value ForestLoad(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const bytes = Uint8Of(info[0], "bytes");
    auto work = [copy = forest::AlignedCopy(bytes)] {
      return std::make_shared<CompiledForest>(forest::LoadForest(copy));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work), kToHandle);
  });
}

Napi::Value ForestOpen(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto work = [path = StringOf(info[0], "path")] {
      return std::make_shared<CompiledForest>(forest::LoadForest(forest::MapFile(path)));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work), kToHandle);
  });
}

Napi::Value ForestSave(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto work = [compiled = FromHandle<CompiledForest>(info[0]), rows = BooleanOf(info[1], "rows"),
                 description = StringOf(info[2], "description")] {
      return compiled->Save(rows, description);
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work),
                    [](Napi::Env env, std::vector<uint8_t> bytes) {
                      auto out = Napi::Uint8Array::New(env, bytes.size());
                      std::copy(bytes.begin(), bytes.end(), out.Data());
                      return out;
                    });
  });
}

Napi::Value ForestInfo(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const compiled = FromHandle<CompiledForest>(info[0]);
    auto const& trees = compiled->Trees();
    auto names = Napi::Array::New(info.Env(), trees.feature_names.size());
    for (size_t i = 0; i < trees.feature_names.size(); ++i) {
      names.Set(static_cast<uint32_t>(i), trees.feature_names[i]);
    }
    auto object = Napi::Object::New(info.Env());
    object.Set("features", names);
    object.Set("outputs", trees.classes);
    object.Set("iterations", trees.Iterations());
    object.Set("objective", trees.objective);
    object.Set("description", trees.description);
    return object;
  });
}

Napi::Value ForestEngine(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const report = FromHandle<CompiledForest>(info[0])->Engine();
    auto object = Napi::Object::New(info.Env());
    object.Set("batch", report.batch);
    object.Set("batchReason", report.batch_reason);
    object.Set("row", report.row);
    object.Set("rowReason", report.row_reason);
    return object;
  });
}

Napi::Value ForestScore(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto table = TableOf(info[1], pins);
    auto const out = Float64Of(info[2], "scores");
    pins.Add(info[2]);
    auto const given = ObjectOf(info[3], "options");
    forest::ScoreOptions options;
    constexpr int64_t kMaxIteration = 1 << 30;
    options.start_iteration = static_cast<int32_t>(
        IntegerOf(given.Get("startIteration"), "startIteration", 0, kMaxIteration));
    options.iteration_count =
        static_cast<int32_t>(IntegerOf(given.Get("iterations"), "iterations", 0, kMaxIteration));
    options.raw = BooleanOf(given.Get("raw"), "raw");
    options.threads = ThreadsOf(given.Get("threads"));
    auto work = [compiled = FromHandle<CompiledForest>(info[0]), table = std::move(table), options,
                 out](StopToken const* stop) mutable {
      options.stop = stop;
      compiled->Score(table, options, out);
      return true;
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    [](Napi::Env env, bool) { return env.Undefined(); });
  });
}

Napi::Value ForestPrepareRows(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto work = [compiled = FromHandle<CompiledForest>(info[0])] {
      compiled->PrepareRows();
      return true;
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work),
                    [](Napi::Env env, bool) { return env.Undefined(); });
  });
}

// What a row function keeps. `forest` and the memory of `values` and `scores` belong to JS values
// that `pins` refers to. A closed forest is let go of at once, however many row functions it has.
struct RowCall {
  HandleBox<CompiledForest> const* forest;
  double const* values;
  double* scores;
  bool raw;
  Pins pins;
};

Napi::Value ScoreBoundRow(Napi::CallbackInfo const& info) {
  auto const* const call = static_cast<RowCall const*>(info.Data());
  auto const& compiled = call->forest->object;
  if (!compiled) throw ToJs(info.Env(), {ErrorCode::kClosed, "the forest is closed"});
  compiled->ScoreRow(call->values, call->raw, call->scores);
  return Napi::Number::New(info.Env(), call->scores[0]);
}

// The numbers of an array whose memory stays where it is while the array lives: no JS code can
// transfer, detach or resize a SharedArrayBuffer of fixed length.
std::span<double> FixedFloat64(Napi::Value value, char const* name) {
  auto const numbers = Float64Of(value, name);
  Require(!value.As<Napi::TypedArray>().Buffer().IsArrayBuffer(),
          std::string(name) + " must lie in a SharedArrayBuffer");
  return numbers;
}

Napi::Value ForestRow(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const compiled = FromHandle<CompiledForest>(info[0]);
    auto const values = FixedFloat64(info[1], "values");
    auto const scores = FixedFloat64(info[2], "scores");
    auto const& trees = compiled->Trees();
    Require(values.size() == trees.feature_names.size(), "values must hold one place per feature");
    Require(scores.size() == static_cast<size_t>(trees.classes),
            "scores must hold one place per output");
    compiled->PrepareRows();
    auto call = std::make_unique<RowCall>();
    call->forest = &BoxOf<CompiledForest>(info[0]);
    call->values = values.data();
    call->scores = scores.data();
    call->raw = BooleanOf(info[3], "raw");
    call->pins.Add(info[0]);
    call->pins.Add(info[1]);
    call->pins.Add(info[2]);
    auto function = Napi::Function::New<ScoreBoundRow>(info.Env(), "scoreRow", call.get());
    function.AddFinalizer([](Napi::Env, RowCall* done) { delete done; }, call.get());
    static_cast<void>(call.release());  // the finalizer owns it now
    return function;
  });
}

Napi::Value ForestClose(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    CloseHandle<CompiledForest>(info[0]);
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterForest(Napi::Env env, Napi::Object exports) {
  exports.Set("forestFromText", Napi::Function::New(env, ForestFromText));
  exports.Set("forestFromXgboost", Napi::Function::New(env, ForestFromXgboost));
  exports.Set("forestFromCatboost", Napi::Function::New(env, ForestFromCatboost));
  exports.Set("forestLoad", Napi::Function::New(env, ForestLoad));
  exports.Set("forestOpen", Napi::Function::New(env, ForestOpen));
  exports.Set("forestSave", Napi::Function::New(env, ForestSave));
  exports.Set("forestInfo", Napi::Function::New(env, ForestInfo));
  exports.Set("forestEngine", Napi::Function::New(env, ForestEngine));
  exports.Set("forestScore", Napi::Function::New(env, ForestScore));
  exports.Set("forestPrepareRows", Napi::Function::New(env, ForestPrepareRows));
  exports.Set("forestRow", Napi::Function::New(env, ForestRow));
  exports.Set("forestClose", Napi::Function::New(env, ForestClose));
}

}  // namespace winback::addon
