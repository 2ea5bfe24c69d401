// Runs `work` on a thread of task_threads.h and settles a promise on the JS thread.
//
// `work` reads only what it owns or what `pins` holds until the promise settles. It is given the
// stop token of its environment's end, which is also the caller's where there is one: work that can
// run longer than 100 ms looks at it that often, so that neither process.exit() nor
// worker.terminate() waits for a result that cannot be delivered.
#pragma once

#include <type_traits>
#include <utility>

#include "addon/arguments.h"
#include "addon/task_threads.h"
#include "addon/worker_task.h"

namespace winback::addon {

// Queues `work(StopToken const*) -> R`, or `work() -> R` where only the environment's end stops it,
// and returns a promise of `to_js(env, R)`. `stop` may be null.
template <class Work, class ToJsValue>
Napi::Value RunAsync(Napi::Env env, Pins pins, std::shared_ptr<StopToken> stop, Work work,
                     ToJsValue to_js) {
  auto run = [work = std::move(work)](auto const&, StopToken const& token) mutable {
    if constexpr (std::is_invocable_v<Work&>) {
      return work();
    } else {
      return work(&token);
    }
  };
  using Result = std::decay_t<std::invoke_result_t<decltype(run)&, int, StopToken const&>>;
  return WorkerTask<NoProgress, Result>::Start(
      env, std::move(pins), std::move(stop), env.Null(), std::move(run),
      [](Napi::Env, NoProgress) { return std::vector<napi_value>{}; },
      [to_js = std::move(to_js)](Napi::Env in, Result&& result) -> Napi::Value {
        return to_js(in, std::move(result));
      },
      RunOnTaskThread);
}

}  // namespace winback::addon
