// The handle of a compiled forest, for every binding that reads one.
#pragma once

#include "addon/async_task.h"
#include "addon/handles.h"
#include "core/forest/compiled_forest.h"

namespace winback::addon {

template <>
struct HandleTraits<forest::CompiledForest> {
  static constexpr char const* kName = "forest";
  static constexpr napi_type_tag kTag{0x1d7e6a90c4b2f835, 0xa3f0915be8d64c17};
};

}  // namespace winback::addon
