// The one thread that calls LightGBM (booster.h says why). Jobs run in the order they came.
#pragma once

#include <functional>

namespace winback::lightgbm {

// Queues `job`, which must not throw, and returns at once. The thread is started on first use and
// lives as long as the process: OpenMP's pool belongs to it. Throws kOutOfMemory when it cannot be
// started; the next call tries again.
void RunOnWorker(std::function<void()> job);

}  // namespace winback::lightgbm
