// Tokens that stop native work.
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/stop_handle.h"

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

}  // namespace

void RegisterStop(Napi::Env env, Napi::Object exports) {
  exports.Set("stopNew", Napi::Function::New(env, StopTokenNew));
  exports.Set("stopRequest", Napi::Function::New(env, StopTokenStop));
}

}  // namespace winback::addon
