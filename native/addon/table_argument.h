// Reads the table description that src/native/crossing.ts makes of an Arrow table. No value is
// copied: the columns point into the caller's buffers, which `pins` keeps referenced.
#pragma once

#include "addon/arguments.h"
#include "core/base/column.h"

namespace winback::addon {

// The JS shape is NativeTable in src/native/binding.ts. Throws kBadInput for a malformed one.
Table TableOf(Napi::Value value, Pins& pins);

// One column of that shape (NativeColumn).
Column ColumnOf(Napi::Value value, Pins& pins);

}  // namespace winback::addon
