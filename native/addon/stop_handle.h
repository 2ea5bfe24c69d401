// The StopToken behind an AbortSignal, as a handle.
#pragma once

#include "addon/handles.h"
#include "core/base/stop_token.h"

namespace winback::addon {

template <>
struct HandleTraits<StopToken> {
  static constexpr char const* kName = "stop token";
  static constexpr napi_type_tag kTag{0x5b1f0c8e3a7d4e21, 0x9c46d1f2087b63aa};
};

// The token, or null for null and undefined.
inline std::shared_ptr<StopToken> OptionalStop(Napi::Value value) {
  if (value.IsNull() || value.IsUndefined()) return nullptr;
  return FromHandle<StopToken>(value);
}

}  // namespace winback::addon
