// Splits work over threads without OpenMP, so that the core has no runtime of its own to tear down.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace winback {

// Calls fn(task) for every task in [0, tasks), on at most `threads` threads (>= 1), the calling
// thread being one of them. Tasks are handed out in order, one at a time. The first exception stops
// the hand-out and is rethrown here once every thread has finished.
// Results must not depend on which thread ran a task: write to disjoint places and reduce in order.
template <class Fn>
void ParallelFor(int64_t tasks, int threads, Fn&& fn) {
  if (threads <= 1 || tasks <= 1) {
    for (int64_t task = 0; task < tasks; ++task) fn(task);
    return;
  }
  std::atomic<int64_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  auto run = [&] {
    for (int64_t task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) {
      try {
        fn(task);
      } catch (...) {
        std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next.store(tasks, std::memory_order_relaxed);
      }
    }
  };
  std::vector<std::thread> helpers;
  int64_t const wanted = threads < tasks ? threads : tasks;
  helpers.reserve(static_cast<size_t>(wanted - 1));
  try {
    for (int64_t i = 1; i < wanted; ++i) helpers.emplace_back(run);
  } catch (...) {
    // No thread or memory to spare: fewer threads do the same work. Nothing may leave this block
    // while joinable threads are alive.
  }
  run();
  for (auto& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
}

// The number of threads to use: `asked` when > 0, else every hardware thread.
inline int ThreadCount(int asked) {
  if (asked > 0) return asked;
  unsigned const hardware = std::thread::hardware_concurrency();
  return hardware == 0 ? 1 : static_cast<int>(hardware);
}

}  // namespace winback
