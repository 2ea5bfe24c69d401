#include "lightgbm/worker.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "core/base/error.h"

namespace winback::lightgbm {
namespace {

constexpr unsigned kMostThreads = 8;

struct Job {
  std::function<void()> work;
  Sharing sharing;
};

class Workers {
 public:
  Workers() try {
    std::thread([this] { Loop(/*main=*/true); }).detach();
    StartHelpers();
  } catch (std::system_error const& error) {
    throw Error(ErrorCode::kOutOfMemory,
                std::string("the system gives no thread to train on: ") + error.what());
  }

  void Queue(Job job) {
    {
      std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
  }

 private:
  // Helpers only make jobs beside each other sooner: without them the main thread does all.
  void StartHelpers() {
    unsigned const threads = std::min(std::thread::hardware_concurrency(), kMostThreads);
    try {
      for (unsigned i = 1; i < threads; ++i) {
        std::thread([this] { Loop(/*main=*/false); }).detach();
      }
    } catch (std::system_error const&) {
      return;
    }
  }

  [[noreturn]] void Loop(bool main) {
    for (;;) {
      Job job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this, main] { return MayStart(main); });
        job = std::move(jobs_.front());
        jobs_.pop_front();
        Count(job.sharing, 1);
      }
      // The next job may be one that goes beside this one.
      changed_.notify_all();
      job.work();
      job.work = nullptr;
      {
        std::lock_guard lock(mutex_);
        Count(job.sharing, -1);
      }
      changed_.notify_all();
    }
  }

  // Only the job at the front may start: one that runs alone is never overtaken.
  bool MayStart(bool main) const {
    if (jobs_.empty() || alone_ > 0) return false;
    if (jobs_.front().sharing == Sharing::kBeside) return true;
    return main && beside_ == 0;
  }

  void Count(Sharing sharing, int change) {
    (sharing == Sharing::kAlone ? alone_ : beside_) += change;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  int alone_ = 0;
  int beside_ = 0;
};

}  // namespace

void RunOnWorker(std::function<void()> job, Sharing sharing) {
  // Never destroyed: the detached threads use it until the process is gone.
  static auto* const workers = new Workers;
  workers->Queue({std::move(job), sharing});
}

}  // namespace winback::lightgbm
