// Events on their way to a file. The contract is src/native/runs-binding.ts.
#pragma once

#include "addon/napi_setup.h"

namespace winback::addon {

// (folder, memory, keyed)
Napi::Value RunsNew(Napi::CallbackInfo const& info);
// (run)
Napi::Value RunsDrop(Napi::CallbackInfo const& info);
// (run, result, connection, columns, onRows | null, stop | null)
Napi::Value RunsRead(Napi::CallbackInfo const& info);
// (run)
Napi::Value RunsDays(Napi::CallbackInfo const& info);
// (run, path, names, threads, stop | null)
Napi::Value RunsFinish(Napi::CallbackInfo const& info);

}  // namespace winback::addon
