#include "lightgbm/worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "core/base/error.h"

namespace winback::lightgbm {
namespace {

class Worker {
 public:
  Worker() try {
    std::thread([this] { Loop(); }).detach();
  } catch (std::system_error const& error) {
    throw Error(ErrorCode::kOutOfMemory,
                std::string("the system gives no thread to train on: ") + error.what());
  }

  void Queue(std::function<void()> job) {
    {
      std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

 private:
  [[noreturn]] void Loop() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return !jobs_.empty(); });
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
};

}  // namespace

void RunOnWorker(std::function<void()> job) {
  // Never destroyed: the detached thread uses it until the process is gone.
  static auto* const worker = new Worker;
  worker->Queue(std::move(job));
}

}  // namespace winback::lightgbm
