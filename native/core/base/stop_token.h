// Cooperative cancellation: the owner sets it from any thread, kernels look at it between blocks.
#pragma once

#include <atomic>

#include "core/base/error.h"

namespace winback {

class StopToken {
 public:
  void Stop() noexcept { stopped_.store(true, std::memory_order_relaxed); }
  bool Stopped() const noexcept { return stopped_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> stopped_{false};
};

// Throws kAborted when `token` is set. A null token never stops.
inline void CheckStop(StopToken const* token) {
  if (token != nullptr && token->Stopped())
    throw Error(ErrorCode::kAborted, "stopped by the caller");
}

}  // namespace winback
