// The gate behind every importer: a Forest that passed is safe to walk without further checks.
#pragma once

#include "core/forest/model/tree.h"

namespace winback::forest {

// Checks everything that tree.h promises. Throws kBadModel saying what is wrong in which tree.
void CheckForest(Forest const& forest);

}  // namespace winback::forest
