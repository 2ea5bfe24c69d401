#include "addon/task_threads.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "core/base/error.h"
#include "core/base/parallel.h"

namespace winback::addon {
namespace {

constexpr int kFewestThreads = 4;

class TaskThreads {
 public:
  void Queue(std::function<void()> job) {
    {
      std::lock_guard lock(mutex_);
      if (idle_ <= jobs_.size()) StartThread();
      jobs_.push_back(std::move(job));
    }
    queued_.notify_one();
  }

 private:
  // One more, unless there are enough. Where the system gives none those that run do the work.
  void StartThread() {
    if (threads_ == most_) return;
    try {
      std::thread([this] { Loop(); }).detach();
    } catch (std::system_error const& error) {
      if (threads_ > 0) return;
      throw Error(ErrorCode::kOutOfMemory,
                  std::string("the system gives no thread to work on: ") + error.what());
    }
    ++threads_;
    ++idle_;
  }

  [[noreturn]] void Loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      queued_.wait(lock, [this] { return !jobs_.empty(); });
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      --idle_;
      lock.unlock();
      job();
      job = nullptr;  // before the next wait: it may hold memory
      lock.lock();
      ++idle_;
    }
  }

  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<std::function<void()>> jobs_;
  size_t const most_ = static_cast<size_t>(std::max(kFewestThreads, ThreadCount(0)));
  size_t threads_ = 0;
  size_t idle_ = 0;
};

}  // namespace

void RunOnTaskThread(std::function<void()> job) {
  // Never destroyed: the detached threads use it until the process is gone.
  static auto* const threads = new TaskThreads;
  threads->Queue(std::move(job));
}

void RunOnOwnThread(std::function<void()> job) try {
  std::thread(std::move(job)).detach();
} catch (std::system_error const& error) {
  throw Error(ErrorCode::kOutOfMemory, std::string("the system gives no thread: ") + error.what());
}

}  // namespace winback::addon
