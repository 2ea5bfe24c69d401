// A plain read of columns, to know what share of the memory's speed a kernel reaches.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/column.h"

namespace winback::stats {

// Reads every whole 8-byte word of the columns' values once, on `threads` threads, and returns
// their exclusive or (so that no compiler leaves the reads out).
uint64_t ReadAll(std::vector<Column> const& columns, int threads);

}  // namespace winback::stats
