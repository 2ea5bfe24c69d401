// One registration per binding file; module.cpp calls them all.
#pragma once

#include "addon/napi_setup.h"

namespace winback::addon {

void RegisterAllocation(Napi::Env env, Napi::Object exports);
void RegisterBayes(Napi::Env env, Napi::Object exports);
void RegisterBooster(Napi::Env env, Napi::Object exports);
void RegisterBuffers(Napi::Env env, Napi::Object exports);
void RegisterCalibration(Napi::Env env, Napi::Object exports);
void RegisterDistributions(Napi::Env env, Napi::Object exports);
void RegisterDrift(Napi::Env env, Napi::Object exports);
void RegisterEvents(Napi::Env env, Napi::Object exports);
void RegisterRuns(Napi::Env env, Napi::Object exports);
void RegisterExact(Napi::Env env, Napi::Object exports);
void RegisterExplain(Napi::Env env, Napi::Object exports);
void RegisterFiles(Napi::Env env, Napi::Object exports);
void RegisterForest(Napi::Env env, Napi::Object exports);
void RegisterLogistic(Napi::Env env, Napi::Object exports);
void RegisterMoments(Napi::Env env, Napi::Object exports);
void RegisterQuantile(Napi::Env env, Napi::Object exports);
void RegisterRandom(Napi::Env env, Napi::Object exports);
void RegisterRanking(Napi::Env env, Napi::Object exports);
void RegisterResampling(Napi::Env env, Napi::Object exports);
void RegisterScoreQuery(Napi::Env env, Napi::Object exports);
void RegisterSequential(Napi::Env env, Napi::Object exports);
void RegisterSqlite(Napi::Env env, Napi::Object exports);
void RegisterStop(Napi::Env env, Napi::Object exports);
void RegisterUplift(Napi::Env env, Napi::Object exports);
void RegisterUsers(Napi::Env env, Napi::Object exports);

}  // namespace winback::addon
