// CatBoost's models (save_model, format "json", from 1.0 on) -> Forest.
//
// Raw scores are those of CatBoost's RawFormulaVal on the model that was saved, bit for bit. They
// are not those of CatBoost on the JSON itself: its own reader of that format gives other bits.
// Probabilities are within one unit in the last place of CatBoost's.
#pragma once

#include <string_view>

#include "core/forest/model/tree.h"

namespace winback::forest {

// Throws kBadModel naming the place for what is malformed or not CatBoost's, and naming the feature
// for splits on anything but numbers (categories by target statistics or one by one, texts,
// embeddings).
Forest ParseCatboost(std::string_view bytes);

}  // namespace winback::forest
