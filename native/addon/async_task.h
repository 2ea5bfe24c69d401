// Runs `work` on a libuv thread and settles a promise on the JS thread.
//
// Kept here so that no binding has to remember it:
//  1. `work` reads only what it owns or what `pins` keeps referenced until the promise settles.
//  2. Nothing escapes Execute: an uncaught C++ exception there ends the process.
//  3. A throw while building the JS result rejects the promise as well.
// Work above a few seconds belongs to a thread of its own: libuv has four for the whole process.
#pragma once

#include <optional>
#include <utility>

#include "addon/arguments.h"
#include "addon/boundary_error.h"
#include "addon/napi_setup.h"

namespace winback::addon {

template <class Work, class ToJsValue>
class AsyncTask final : public Napi::AsyncWorker {
 public:
  AsyncTask(Napi::Env env, Pins pins, Work work, ToJsValue to_js)
      : Napi::AsyncWorker(env),
        deferred_(env),
        pins_(std::move(pins)),
        work_(std::move(work)),
        to_js_(std::move(to_js)) {}

  Napi::Promise Promise() const { return deferred_.Promise(); }

 protected:
  void Execute() override {
    try {
      result_.emplace(work_());
    } catch (...) {
      failure_ = CurrentFailure();
      SetError(failure_->message);
    }
  }
  void OnOK() override {
    try {
      deferred_.Resolve(to_js_(Env(), std::move(*result_)));
    } catch (Napi::Error const& error) {
      deferred_.Reject(error.Value());
    } catch (...) {
      deferred_.Reject(ToJs(Env(), CurrentFailure()).Value());
    }
  }
  void OnError(Napi::Error const& error) override {
    deferred_.Reject(failure_ ? ToJs(Env(), *failure_).Value() : error.Value());
  }

 private:
  Napi::Promise::Deferred deferred_;
  Pins pins_;
  Work work_;
  ToJsValue to_js_;
  std::optional<decltype(std::declval<Work>()())> result_;
  std::optional<Failure> failure_;
};

// Queues `work() -> R` and returns a promise of `to_js(env, R)`.
template <class Work, class ToJsValue>
Napi::Value RunAsync(Napi::Env env, Pins pins, Work work, ToJsValue to_js) {
  auto* task =
      new AsyncTask<Work, ToJsValue>(env, std::move(pins), std::move(work), std::move(to_js));
  auto promise = task->Promise();
  task->Queue();  // deletes itself after settling
  return promise;
}

}  // namespace winback::addon
