#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"

namespace winback::addon {
namespace {

Napi::Value StopTokenNew(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] { return MakeHandle(info.Env(), std::make_shared<StopToken>()); });
}

Napi::Value StopTokenStop(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    FromHandle<StopToken>(info[0])->Stop();
    return info.Env().Undefined();
  });
}

// Every value of a table as doubles, column after column, NaN for null: what the kernels see.
Napi::Value TableValues(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    Table const table = TableOf(info[0], pins);
    auto const cells = static_cast<size_t>(table.rows) * table.columns.size();
    auto out = Napi::Float64Array::New(info.Env(), cells);
    size_t cell = 0;
    for (auto const& column : table.columns) {
      for (auto const& chunk : column.chunks) {
        for (int64_t row = 0; row < chunk.length; ++row) out[cell++] = ValueAt(chunk, row);
      }
    }
    return out;
  });
}

}  // namespace

void RegisterBase(Napi::Env env, Napi::Object exports) {
  exports.Set("stopTokenNew", Napi::Function::New(env, StopTokenNew));
  exports.Set("stopTokenStop", Napi::Function::New(env, StopTokenStop));
  exports.Set("tableValues", Napi::Function::New(env, TableValues));
}

}  // namespace winback::addon
