// The "objective" line of a model text: what LightGBM does to raw scores.
#pragma once

#include "core/forest/model/text_fields.h"
#include "core/forest/model/tree.h"

namespace winback::forest {

// Sets forest.objective and forest.transform. Throws kBadModel for an unknown objective, a scale
// that is not > 0, or a class count other than forest.classes.
void ReadObjective(Field const& field, Forest& forest);

}  // namespace winback::forest
