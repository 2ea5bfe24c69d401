// The binary form of a compiled forest, made to be mapped: its tables are used where they lie.
//
// Little-endian, every array on a 64-byte boundary:
//   "WBFOREST", u32 version, u32 zero, u64 size of the whole, u64 checksum of all that follows,
//   then the trees in the order of forest_file.cpp, and in the order of packed_file.cpp the
//   bit-sliced programs and, where asked for, the tables of single rows,
//   (from version 5 on: with the rules, bases and biases of forests that are not LightGBM's),
//   then (from version 4 on) the description of the features: bytes that mean nothing here.
// A checksum guards against damage, not against malice: every index of every table and every leaf
// value is checked at loading, once, and what cannot be checked cheaply (which leaves a row bitmap
// leaves over) can only choose a wrong number, never a place outside a table. So the bytes must not
// change while the forest lives: a file is replaced by another of its name, never written in place.
#pragma once

#include <cstdint>
#include <vector>

#include "core/forest/file/file_arrays.h"
#include "core/forest/model/tree.h"
#include "core/forest/packed/packed_forest.h"
#include "core/forest/rows/row_masks.h"

namespace winback::forest {

// Views of the file; `forest.memory` keeps it.
struct StoredForest {
  Forest forest;
  PackedForest packed;
  StoredMasks masks;
};

// `masks` may be null: the tables of single rows are several times larger than all the rest.
std::vector<uint8_t> SaveForest(Forest const& forest, PackedForest const& packed,
                                RowMasks const* masks);

// Throws kBadModel for another version, a wrong size or checksum, and all that CheckForest and
// CheckPacked refuse.
StoredForest LoadForest(FileBytes file);

}  // namespace winback::forest
