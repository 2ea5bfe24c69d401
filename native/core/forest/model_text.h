// LightGBM's model text (versions v3 and v4, what save_model writes) -> Forest.
//
// The text is not trusted: every key, count, index, child, threshold and category is checked,
// unknown or repeated keys are refused, and memory stays proportional to the text. What LightGBM
// reads with less than full precision and scores depend on (the sigmoid's scale) is read with the
// same method.
#pragma once

#include <string_view>

#include "core/forest/tree.h"

namespace winback::forest {

// Throws kBadModel, naming the line and the field, for anything that LightGBM would not write.
// What follows "end of trees" (importances, parameters) does not decide a score and is not read.
Forest ParseModelText(std::string_view text);

}  // namespace winback::forest
