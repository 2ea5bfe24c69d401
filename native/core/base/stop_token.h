// Cooperative cancellation: the owner sets it from any thread, kernels look at it between blocks.
#pragma once

#include <atomic>
#include <cstddef>

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

// The token of the task that this thread works on; null outside of tasks. It reaches the loops deep
// below a kernel, and kernels whose callers cannot abort them but whose process may end.
// ParallelFor passes it on to its helpers.
inline StopToken const*& TaskStop() noexcept {
  thread_local StopToken const* token = nullptr;
  return token;
}

class StopScope {
 public:
  explicit StopScope(StopToken const* token) noexcept : before_(TaskStop()) { TaskStop() = token; }
  ~StopScope() { TaskStop() = before_; }
  StopScope(StopScope const&) = delete;
  StopScope& operator=(StopScope const&) = delete;

 private:
  StopToken const* before_;
};

inline void CheckTaskStop() { CheckStop(TaskStop()); }

// Calls fn(begin, end) for [0, count) in pieces that take a few milliseconds at most, looking at
// the task's token before each.
template <class Fn>
void InPieces(size_t count, Fn&& fn) {
  constexpr size_t kPiece = size_t{1} << 18;
  for (size_t begin = 0; begin < count; begin += kPiece) {
    CheckTaskStop();
    fn(begin, count - begin < kPiece ? count : begin + kPiece);
  }
}

}  // namespace winback
