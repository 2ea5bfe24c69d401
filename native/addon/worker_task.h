// Runs a long job on a thread of its own or of LightGBM, reports progress to a JS callback and
// settles a promise.
//
// Lifetime rules, each kept here:
//  1. The pins are made and released on the JS thread; they are released only after the job ended.
//  2. An environment that is torn down (worker.terminate(), process.exit()) while its job runs
//     stops the job and waits for it: its buffers are about to be freed. A job that is still queued
//     never starts, and is not waited for: jobs of other environments may stand before it. Node
//     runs cleanup hooks in reverse order of registration, so ours, registered after the
//     thread-safe function's, runs first. A job that could not be queued leaves neither hook nor
//     thread-safe function behind. The thread-safe function dies with its environment: the job
//     thread touches it only under the mutex and only while the hook is in place.
//  3. Nothing escapes the job, and nothing is thrown into the event loop: a progress callback that
//     throws stops the job and rejects the promise with what it threw, whatever value that is.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "addon/arguments.h"
#include "addon/boundary_error.h"
#include "addon/stop_handle.h"

namespace winback::addon {

// For jobs that report none.
struct NoProgress {};

template <class Progress, class Result>
class WorkerTask : public std::enable_shared_from_this<WorkerTask<Progress, Result>> {
 public:
  using Report = std::function<void(Progress const&)>;
  using Work = std::function<Result(Report const&, StopToken const&)>;
  using ProgressToJs = std::function<std::vector<napi_value>(Napi::Env, Progress const&)>;
  using ResultToJs = std::function<Napi::Value(Napi::Env, Result&&)>;
  // Starts a job, which does not throw, on another thread.
  using Runner = std::function<void(std::function<void()>)>;

  // `on_progress` may be null or undefined. Returns the promise.
  static Napi::Value Start(Napi::Env env, Pins pins, std::shared_ptr<StopToken> stop,
                           Napi::Value on_progress, Work work, ProgressToJs progress_to_js,
                           ResultToJs result_to_js, Runner const& run) {
    auto task = std::shared_ptr<WorkerTask>(new WorkerTask(env, std::move(pins), std::move(stop)));
    task->work_ = std::move(work);
    task->progress_to_js_ = std::move(progress_to_js);
    task->result_to_js_ = std::move(result_to_js);
    if (on_progress.IsFunction()) {
      task->callback_ = Napi::Persistent(on_progress.As<Napi::Function>());
    }
    auto const promise = task->deferred_.Promise();
    task->Launch(env, run);
    return promise;
  }

 private:
  WorkerTask(Napi::Env env, Pins pins, std::shared_ptr<StopToken> stop)
      : deferred_(env),
        pins_(std::move(pins)),
        stop_(stop ? std::move(stop) : std::make_shared<StopToken>()) {}

  void Launch(Napi::Env env, Runner const& run) {
    auto self = this->shared_from_this();
    // The finalizer's share of `self` keeps pins and callback alive until the JS thread lets go.
    to_js_ = Napi::ThreadSafeFunction::New(
        env, Napi::Function::New(env, [](Napi::CallbackInfo const&) {}), "winback", 0, 1,
        [self](Napi::Env) { self->ReleaseJsValues(); });
    // Owned by the environment's hook list; removed when the promise settles.
    hook_ = std::make_unique<Hook>(Hook{self.get(), env});
    napi_add_env_cleanup_hook(env, OnTeardown, hook_.get());
    try {
      run([self] { self->RunJob(); });
    } catch (...) {
      napi_remove_env_cleanup_hook(env, OnTeardown, hook_.get());
      to_js_.Abort();
      throw;
    }
  }

  struct Hook {
    WorkerTask* task;
    napi_env env;
  };

  static void OnTeardown(void* data) {
    auto* task = static_cast<Hook*>(data)->task;
    task->stop_->Stop();
    std::unique_lock lock(task->mutex_);
    task->torn_down_ = true;
    task->ended_.wait(lock, [task] { return task->done_ || !task->started_; });
  }

  void RunJob() {
    auto self = this->shared_from_this();
    {
      std::lock_guard lock(mutex_);
      if (torn_down_) return;
      started_ = true;
    }
    StopScope const scope(stop_.get());
    try {
      CheckTaskStop();
      result_.emplace(work_([this](Progress const& progress) { Send(progress); }, *stop_));
    } catch (...) {
      failure_ = CurrentFailure();
    }
    std::lock_guard lock(mutex_);
    done_ = true;
    if (!torn_down_) {
      to_js_.NonBlockingCall([self](Napi::Env env, Napi::Function) { self->Settle(env); });
      to_js_.Release();
    }
    ended_.notify_all();
  }

  void Send(Progress const& progress) {
    if (callback_.IsEmpty()) return;
    auto self = this->shared_from_this();
    to_js_.NonBlockingCall(
        [self, progress](Napi::Env env, Napi::Function) { self->CallProgress(env, progress); });
  }

  void CallProgress(Napi::Env env, Progress const& progress) {
    if (!thrown_.IsEmpty() || callback_.IsEmpty()) return;
    Napi::HandleScope scope(env);
    auto const arguments = progress_to_js_(env, progress);
    napi_value ignored = nullptr;
    napi_status const status = napi_call_function(env, env.Undefined(), callback_.Value(),
                                                  arguments.size(), arguments.data(), &ignored);
    if (status == napi_ok) return;
    stop_->Stop();
    napi_value thrown = nullptr;
    if (napi_get_and_clear_last_exception(env, &thrown) != napi_ok) return;
    // In a box: a reference holds objects only, and anything can be thrown.
    auto box = Napi::Object::New(env);
    box.Set("value", thrown);
    thrown_ = Napi::Persistent(box);
  }

  void Settle(Napi::Env env) {
    // Wait until RunJob has let go of the thread-safe function: only then may the hook, which keeps
    // the environment from being torn down under it, go.
    {
      std::lock_guard lock(mutex_);
    }
    napi_remove_env_cleanup_hook(env, OnTeardown, hook_.get());
    try {
      if (!thrown_.IsEmpty()) {
        deferred_.Reject(thrown_.Value().Get("value"));
      } else if (failure_) {
        deferred_.Reject(ToJs(env, *failure_).Value());
      } else {
        deferred_.Resolve(result_to_js_(env, std::move(*result_)));
      }
    } catch (Napi::Error const& error) {
      deferred_.Reject(error.Value());
    } catch (...) {
      deferred_.Reject(ToJs(env, CurrentFailure()).Value());
    }
  }

  void ReleaseJsValues() {
    pins_ = Pins();
    callback_.Reset();
    thrown_.Reset();
    work_ = nullptr;
  }

  Napi::Promise::Deferred deferred_;
  Pins pins_;
  std::shared_ptr<StopToken> stop_;
  Napi::FunctionReference callback_;
  Napi::Reference<Napi::Object> thrown_;
  Work work_;
  ProgressToJs progress_to_js_;
  ResultToJs result_to_js_;
  Napi::ThreadSafeFunction to_js_;
  std::unique_ptr<Hook> hook_;
  std::optional<Result> result_;
  std::optional<Failure> failure_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool started_ = false;
  bool done_ = false;
  bool torn_down_ = false;
};

}  // namespace winback::addon
