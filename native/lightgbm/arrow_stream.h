// Shows borrowed columns to LightGBM as an Arrow C stream of struct arrays, without copying a
// value.
#pragma once

#include <LightGBM/arrow.h>

#include <memory>
#include <vector>

#include "core/base/column.h"

namespace winback::lightgbm {

// The consumer takes the stream over (LightGBM does) and releases what it was given; the column
// buffers stay the caller's and must outlive the call that consumes the stream.
//
// LightGBM 4.7.0 ignores the offset and validity of the struct array itself and reads its
// children's full length: so the struct always has offset 0 and every child exactly the chunk's
// rows.
ArrowArrayStream MakeStream(Table const& table);

}  // namespace winback::lightgbm
