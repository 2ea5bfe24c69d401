// The gate behind forest files: programs that passed write and read nothing outside their memory.
#pragma once

#include "core/forest/model/tree.h"
#include "core/forest/packed/packed_forest.h"

namespace winback::forest {

// `packed` is not refused, its rankers are made and `forest` passed CheckForest. Whether the
// programs give the trees' scores is the self-check's question, not asked here. Throws kBadModel.
void CheckPacked(Forest const& forest, PackedForest const& packed);

}  // namespace winback::forest
