// The binary form of a checked forest: loads several times faster than the text.
//
// Little-endian, every array 64-byte aligned, so that it can be mapped and read in place:
//   "WBFOREST", u32 version, u32 zero, u64 size of the whole, u64 checksum of all that follows,
//   then the counts and arrays in the order of forest_file.cpp.
// The bit-sliced programs and row bitmaps are not in it: they are made again in milliseconds, and
// so a file can only ever describe trees, which CheckForest judges. A checksum guards against
// damage, not against malice: a loaded file is trusted as little as a text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/forest/tree.h"

namespace winback::forest {

std::vector<uint8_t> SaveForest(Forest const& forest);

// Throws kBadModel for another version, a wrong size or checksum, and all that CheckForest refuses.
Forest LoadForest(std::span<uint8_t const> bytes);

}  // namespace winback::forest
