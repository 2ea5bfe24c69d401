// The bit-sliced programs and row tables in a forest file.
#pragma once

#include "core/forest/file/file_arrays.h"
#include "core/forest/packed/packed_forest.h"
#include "core/forest/rows/row_masks.h"

namespace winback::forest {

// A refused forest is written as such, without its reason, and read back with some refusal.
void PackedInFile(FileWriter& file, PackedForest& packed, StoredMasks& masks);
// Sizes and what cannot be read at all are checked here, the rest by CheckPacked.
void PackedInFile(FileReader& file, PackedForest& packed, StoredMasks& masks);

}  // namespace winback::forest
