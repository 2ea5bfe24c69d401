// XGBoost's models (save_model, JSON and UBJSON, from 1.3 to 3.x) -> Forest.
//
// Scores are those of Booster.predict: values rounded to float32, compared with <, leaves summed in
// float32 from the base score on. What XGBoost itself refuses in a DMatrix, an infinite value, is
// scored as a value. The exponential of probabilities is the C library's, as in XGBoost's own
// build.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/forest/model/tree.h"

namespace winback::forest {

// Which rounds of boosting count.
struct Rounds {
  enum class Kind : uint8_t { kAll, kBest, kFirst };
  Kind kind = Kind::kAll;
  int64_t count = 0;  // kFirst, >= 1
};

// Throws kBadModel naming the place for what is malformed or not XGBoost's, and for models that are
// no sum of trees a class (gblinear, leaves with several values), and where the best round is asked
// for and the model has none.
Forest ParseXgboost(std::string_view bytes, Rounds rounds);

}  // namespace winback::forest
