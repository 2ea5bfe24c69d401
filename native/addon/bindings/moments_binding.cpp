// Moments of columns by group: native/core/moments/moments.h.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/moments/moments.h"
#include "core/moments/read_speed.h"

namespace winback::addon {
namespace {

std::vector<Column> ColumnsOf(Napi::Value value, Pins& pins) {
  auto array = ArrayOf(value, "columns");
  std::vector<Column> columns;
  for (uint32_t i = 0; i < array.Length(); ++i) columns.push_back(ColumnOf(array.Get(i), pins));
  return columns;
}

Napi::Value MomentsValue(Napi::Env env, stats::Moments const& moments) {
  auto groups = Napi::Array::New(env, moments.groups.size());
  for (uint32_t g = 0; g < moments.groups.size(); ++g) {
    auto const& from = moments.groups[g];
    auto group = NumbersObject(env, {{"rows", static_cast<double>(from.rows)},
                                     {"skipped", static_cast<double>(from.skipped)}});
    group.Set("means", ToFloat64(env, from.means));
    group.Set("comoments", ToFloat64(env, from.comoments));
    groups.Set(g, group);
  }
  auto object = NumbersObject(env, {{"ungrouped", static_cast<double>(moments.ungrouped)}});
  object.Set("groups", groups);
  return object;
}

// (columns, group | null, groups, threads, stop | null)
Napi::Value ColumnMomentsOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    std::optional<Column> group;
    if (!info[1].IsNull()) group = ColumnOf(info[1], pins);
    auto work = [columns = ColumnsOf(info[0], pins), group,
                 groups = IntegerOf(info[2], "groups", 0, 65'536),
                 threads = ThreadsOf(info[3])](StopToken const* stop) {
      return stats::ColumnMoments(columns, group, groups, threads, stop);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    MomentsValue);
  });
}

// (columns, threads)
Napi::Value ReadAllOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [columns = ColumnsOf(info[0], pins), threads = ThreadsOf(info[1])] {
      return static_cast<double>(stats::ReadAll(columns, threads) >> 11);
    };
    return RunAsync(
        info.Env(), std::move(pins), nullptr, std::move(work),
        [](Napi::Env env, double value) -> Napi::Value { return Napi::Number::New(env, value); });
  });
}

}  // namespace

void RegisterMoments(Napi::Env env, Napi::Object exports) {
  exports.Set("momentsOf", Napi::Function::New(env, ColumnMomentsOf));
  exports.Set("momentsReadAll", Napi::Function::New(env, ReadAllOf));
}

}  // namespace winback::addon
