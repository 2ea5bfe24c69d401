// What XGBoost's objectives make of the base score and of sums.
#pragma once

#include <string>
#include <vector>

#include "core/forest/import/part.h"
#include "core/forest/model/tree.h"

namespace winback::forest {

// Sets objective, transform and base of a forest whose classes are known. `learner` is the model's.
// Throws kBadModel for an unknown objective or a base score of another length.
void ReadXgboostObjective(Part const& learner, Forest& forest);

}  // namespace winback::forest
