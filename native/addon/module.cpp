// The list of what the addon exports, nothing else.
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/napi_setup.h"
#include "core/base/cpu.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  using namespace winback::addon;
  try {
    winback::ForceIsaByEnvironment();
  } catch (...) {
    throw ToJs(env, CurrentFailure());
  }
  RegisterAllocation(env, exports);
  RegisterBase(env, exports);
  RegisterBooster(env, exports);
  RegisterCalibration(env, exports);
  RegisterDistributions(env, exports);
  RegisterExperiment(env, exports);
  RegisterExplain(env, exports);
  RegisterFiles(env, exports);
  RegisterForest(env, exports);
  RegisterLogistic(env, exports);
  RegisterBayes(env, exports);
  RegisterMoments(env, exports);
  RegisterRandom(env, exports);
  RegisterStats(env, exports);
  RegisterExact(env, exports);
  RegisterScoreQuery(env, exports);
  RegisterSequential(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(winback, Init)
