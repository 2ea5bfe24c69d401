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
  RegisterBayes(env, exports);
  RegisterBooster(env, exports);
  RegisterBuffers(env, exports);
  RegisterCalibration(env, exports);
  RegisterDistributions(env, exports);
  RegisterDrift(env, exports);
  RegisterEvents(env, exports);
  RegisterRuns(env, exports);
  RegisterExact(env, exports);
  RegisterExplain(env, exports);
  RegisterFiles(env, exports);
  RegisterForest(env, exports);
  RegisterLogistic(env, exports);
  RegisterMoments(env, exports);
  RegisterQuantile(env, exports);
  RegisterRandom(env, exports);
  RegisterRanking(env, exports);
  RegisterResampling(env, exports);
  RegisterScoreQuery(env, exports);
  RegisterSequential(env, exports);
  RegisterSqlite(env, exports);
  RegisterStop(env, exports);
  RegisterUplift(env, exports);
  RegisterUsers(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(winback, Init)
