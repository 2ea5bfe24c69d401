#include "sqlite/serial_thread.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "core/base/error.h"

namespace winback::sqlite {

// Shared with the thread, which is detached and outlives its owner until the queue is empty.
struct SerialThread::Jobs {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> queue;
  bool ending = false;

  void Loop() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ending || !queue.empty(); });
      if (queue.empty()) return;
      auto job = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      job();
      job = nullptr;  // before the next wait: it may hold the database
      lock.lock();
    }
  }
};

SerialThread::SerialThread() : jobs_(std::make_shared<Jobs>()) {
  try {
    std::thread([jobs = jobs_] { jobs->Loop(); }).detach();
  } catch (std::system_error const& error) {
    throw Error(ErrorCode::kOutOfMemory,
                std::string("the system gives no thread: ") + error.what());
  }
}

SerialThread::~SerialThread() {
  {
    std::lock_guard lock(jobs_->mutex);
    jobs_->ending = true;
  }
  jobs_->changed.notify_one();
}

void SerialThread::Queue(std::function<void()> job) {
  {
    std::lock_guard lock(jobs_->mutex);
    jobs_->queue.push_back(std::move(job));
  }
  jobs_->changed.notify_one();
}

}  // namespace winback::sqlite
