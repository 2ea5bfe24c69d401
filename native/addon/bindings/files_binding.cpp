// Files for JS: what Node's file system module lacks. The contract is src/native/files-binding.ts.
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/handles.h"
#include "core/base/file_steps.h"

namespace winback::addon {

template <>
struct HandleTraits<FileLock> {
  static constexpr char const* kName = "lock";
  static constexpr napi_type_tag kTag{0x5f1a7c0be3d24968, 0x9be0476c21d8fa35};
};

namespace {

std::string PathOf(Napi::Value value) {
  Require(value.IsString(), "a path must be a string");
  return value.As<Napi::String>().Utf8Value();
}

// fileExchange(first, second): boolean
Napi::Value FileExchange(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    return Napi::Boolean::New(info.Env(), ExchangePaths(PathOf(info[0]), PathOf(info[1])));
  });
}

// fileLock(path): handle, or null where another holder lives
Napi::Value TakeLock(Napi::CallbackInfo const& info) {
  return Guarded(info, [&]() -> Napi::Value {
    auto lock = FileLock::Take(PathOf(info[0]));
    if (!lock) return info.Env().Null();
    return MakeHandle(info.Env(), std::move(lock));
  });
}

// fileUnlock(handle)
Napi::Value ReleaseLock(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    CloseHandle<FileLock>(info[0]);
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterFiles(Napi::Env env, Napi::Object exports) {
  exports.Set("filesExchange", Napi::Function::New(env, FileExchange));
  exports.Set("filesLock", Napi::Function::New(env, TakeLock));
  exports.Set("filesUnlock", Napi::Function::New(env, ReleaseLock));
}

}  // namespace winback::addon
