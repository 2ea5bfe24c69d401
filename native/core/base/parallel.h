// Splits work over threads without OpenMP, so that the core has no runtime of its own to tear down.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/stop_token.h"

namespace winback {

namespace detail {

// The helpers that run a caller's tasks. On a busy machine a new thread can wait milliseconds for a
// core: the caller waits for the helpers that have joined, never for one that has not begun.
class Helpers {
 public:
  // False when the work is over: the helper must touch nothing of the caller's.
  bool Join() {
    std::lock_guard lock(mutex_);
    if (over_) return false;
    ++joined_;
    return true;
  }
  void Leave() {
    std::lock_guard lock(mutex_);
    if (--joined_ == 0) left_.notify_one();
  }
  // Ends the work once every helper that joined has left.
  void Finish() {
    std::unique_lock lock(mutex_);
    over_ = true;
    left_.wait(lock, [&] { return joined_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  int64_t joined_ = 0;
  bool over_ = false;
};

}  // namespace detail

// Calls fn(task) for every task in [0, tasks), on at most `threads` threads (>= 1), the calling
// thread being one of them. Tasks are handed out in order, one at a time. The first exception stops
// the hand-out and is rethrown here once no thread runs a task any more.
// Looks at the task's stop token (stop_token.h) before each task.
// Results must not depend on which thread ran a task: write to disjoint places and reduce in order.
template <class Fn>
void ParallelFor(int64_t tasks, int threads, Fn&& fn) {
  if (threads <= 1 || tasks <= 1) {
    for (int64_t task = 0; task < tasks; ++task) {
      CheckTaskStop();
      fn(task);
    }
    return;
  }
  StopToken const* const stop = TaskStop();
  std::atomic<int64_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  auto run = [&] {
    for (int64_t task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) {
      try {
        CheckStop(stop);
        fn(task);
      } catch (...) {
        std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next.store(tasks, std::memory_order_relaxed);
      }
    }
  };
  auto const helpers = std::make_shared<detail::Helpers>();
  int64_t const wanted = threads < tasks ? threads : tasks;
  try {
    for (int64_t i = 1; i < wanted; ++i) {
      std::thread([helpers, work = &run, stop] {
        if (!helpers->Join()) return;
        StopScope const scope(stop);
        (*work)();
        helpers->Leave();
      }).detach();
    }
  } catch (...) {
    // No thread or memory to spare: fewer threads do the same work.
  }
  run();
  helpers->Finish();
  if (failure) std::rethrow_exception(failure);
}

// The number of threads to use: `asked` when > 0, else every hardware thread.
inline int ThreadCount(int asked) {
  if (asked > 0) return asked;
  unsigned const hardware = std::thread::hardware_concurrency();
  return hardware == 0 ? 1 : static_cast<int>(hardware);
}

}  // namespace winback
