// Objects with a `mutex` that one call at a time uses.
#pragma once

#include <mutex>

#include "core/base/error.h"

namespace winback::addon {

// Throws kBadInput where another call uses `object`.
template <class T>
std::unique_lock<std::mutex> HeldAlone(T& object) {
  std::unique_lock lock(object.mutex, std::try_to_lock);
  if (!lock) throw Error(ErrorCode::kBadInput, "the events are in use by another call");
  return lock;
}

}  // namespace winback::addon
