// The threads that call LightGBM (booster.h says why). Jobs start in the order they came.
#pragma once

#include <functional>

namespace winback::lightgbm {

// What else may call LightGBM while a job runs.
enum class Sharing {
  kAlone,   // nothing
  kBeside,  // other jobs of this kind: each keeps LightGBM's process-wide thread count at 1
};

// Queues `job`, which must not throw, and returns at once. Jobs that run alone all run on one
// thread, started on first use and living as long as the process: OpenMP's pool belongs to it. Jobs
// beside each other run on as many threads as the machine has. Throws kOutOfMemory when the first
// thread cannot be started; the next call tries again.
void RunOnWorker(std::function<void()> job, Sharing sharing = Sharing::kAlone);

}  // namespace winback::lightgbm
