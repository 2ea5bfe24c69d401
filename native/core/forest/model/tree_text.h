// One "Tree=" section of a model text.
#pragma once

#include "core/forest/model/text_fields.h"
#include "core/forest/model/tree.h"

namespace winback::forest {

// What the versions of the text differ in: kV2 has no weights of leaves and splits.
enum class TextVersion : uint8_t { kV2, kV3 };

// Reads the section whose "Tree=" line is next, up to and with its closing blank line. The tree's
// shape is left to CheckForest; counts, lists and category sets are checked here.
Tree ReadTree(LineReader& lines, size_t index, int32_t features, TextVersion version);

}  // namespace winback::forest
