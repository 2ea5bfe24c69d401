// Ranks among users who come bucket by bucket. The contract is src/native/runs-binding.ts.
#pragma once

#include "addon/napi_setup.h"

namespace winback::addon {

// (program)
Napi::Value RunsRanks(Napi::CallbackInfo const& info);
// (ranks, log, program, day, threads, stop | null)
Napi::Value RunsCount(Napi::CallbackInfo const& info);
// (ranks)
Napi::Value RunsCounted(Napi::CallbackInfo const& info);
// (plan, ranks, table, threads, stop | null)
Napi::Value RunsFill(Napi::CallbackInfo const& info);

}  // namespace winback::addon
