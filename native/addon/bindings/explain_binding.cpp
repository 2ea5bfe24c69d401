// Why a forest scores as it does: native/core/importance and native/core/shap.
#include "addon/bindings.h"
#include "addon/forest_handle.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/base/values.h"
#include "core/importance/permutation.h"
#include "core/shap/shap.h"

namespace winback::addon {
namespace {

using forest::CompiledForest;

// An explainer with the forest that it refers to: preparing one takes as long as explaining dozens
// of rows.
struct PreparedShap {
  PreparedShap(std::shared_ptr<CompiledForest> of, forest::Iterations range)
      : forest(std::move(of)), explainer(forest->Trees(), range) {}
  std::shared_ptr<CompiledForest> forest;
  shap::Explainer explainer;
};

}  // namespace

template <>
struct HandleTraits<PreparedShap> {
  static constexpr char const* kName = "prepared contributions";
  static constexpr napi_type_tag kTag{0x52c9f0b17a3e4d86, 0x94e1d7385cb06f2a};
};

namespace {

using Info = Napi::CallbackInfo const&;

std::vector<std::vector<int32_t>> GroupsOf(Napi::Value value) {
  auto array = ArrayOf(value, "groups");
  std::vector<std::vector<int32_t>> groups;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    auto const members = Int32Of(array.Get(i), "group");
    groups.emplace_back(members.begin(), members.end());
  }
  return groups;
}

// (forest, table, labels, groups, repeats, seed, threads, stop | null)
Napi::Value PermutationImportanceOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    importance::Plan plan;
    plan.groups = GroupsOf(info[3]);
    plan.repeats = IntegerOf(info[4], "repeats", 1, 1'000'000);
    plan.seed = static_cast<uint64_t>(IntegerOf(info[5], "seed", 0, int64_t{1} << 53));
    plan.threads = ThreadsOf(info[6]);
    auto work = [compiled = FromHandle<CompiledForest>(info[0]), table = TableOf(info[1], pins),
                 labels = ColumnOf(info[2], pins), plan](StopToken const* stop) {
      return importance::PermutationImportance(*compiled, table, stats::BinaryLabels(labels), plan,
                                               stop);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[7]), std::move(work),
                    [](Napi::Env env, importance::Importance const& result) -> Napi::Value {
                      auto object = NumbersObject(env, {{"baseline", result.baseline}});
                      object.Set("permuted", ToFloat64(env, result.permuted));
                      return object;
                    });
  });
}

// (seed, group, repeat, rows)
Napi::Value PermutationOf(Info info) {
  return Guarded(info, [&] {
    auto const seed = IntegerOf(info[0], "seed", 0, int64_t{1} << 53);
    auto const group = IntegerOf(info[1], "group", 0, int64_t{1} << 31);
    auto const repeat = IntegerOf(info[2], "repeat", 0, int64_t{1} << 31);
    auto const order = importance::Permutation(
        static_cast<uint64_t>(seed), importance::StreamOf(static_cast<size_t>(group), repeat),
        IntegerOf(info[3], "rows", 0, (int64_t{1} << 32) - 1));
    auto array = Napi::Uint32Array::New(info.Env(), order.size());
    std::copy(order.begin(), order.end(), array.Data());
    return array;
  });
}

// (forest, first iteration, iterations (0 = all that follow))
Napi::Value ShapPrepare(Info info) {
  return Guarded(info, [&] {
    auto work = [compiled = FromHandle<CompiledForest>(info[0]),
                 first = IntegerOf(info[1], "startIteration", 0, 1 << 30),
                 count = IntegerOf(info[2], "iterations", 0, 1 << 30)] {
      auto const range = forest::ResolveIterations(compiled->Trees(), static_cast<int32_t>(first),
                                                   static_cast<int32_t>(count));
      return std::make_shared<PreparedShap>(compiled, range);
    };
    return RunAsync(info.Env(), Pins{}, nullptr, std::move(work),
                    [](Napi::Env env, std::shared_ptr<PreparedShap> const& made) -> Napi::Value {
                      return MakeHandle(env, made);
                    });
  });
}

// (prepared, table, out, threads, stop | null)
Napi::Value ShapOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    pins.Add(info[2]);
    auto work = [prepared = FromHandle<PreparedShap>(info[0]), table = TableOf(info[1], pins),
                 out = Float64Of(info[2], "out"),
                 threads = ThreadsOf(info[3])](StopToken const* stop) {
      prepared->explainer.Explain(table, threads, stop, out);
      return true;
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    [](Napi::Env env, bool) -> Napi::Value { return env.Undefined(); });
  });
}

}  // namespace

void RegisterExplain(Napi::Env env, Napi::Object exports) {
  exports.Set("explainImportance", Napi::Function::New(env, PermutationImportanceOf));
  exports.Set("explainOrder", Napi::Function::New(env, PermutationOf));
  exports.Set("explainShapPrepare", Napi::Function::New(env, ShapPrepare));
  exports.Set("explainShap", Napi::Function::New(env, ShapOf));
}

}  // namespace winback::addon
