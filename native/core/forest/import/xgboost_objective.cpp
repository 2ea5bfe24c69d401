#include "core/forest/import/xgboost_objective.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace winback::forest {
namespace {

// The space that a base score is written in, seen from the sums.
enum class Link : uint8_t { kIdentity, kLogit, kLog };

struct Known {
  std::string_view name;
  TransformKind transform;
  Link link;
};

constexpr std::array kKnown{
    Known{"binary:logistic", TransformKind::kSigmoidFloat, Link::kLogit},
    Known{"reg:logistic", TransformKind::kSigmoidFloat, Link::kLogit},
    Known{"binary:logitraw", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:squarederror", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:linear", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:squaredlogerror", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:absoluteerror", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:pseudohubererror", TransformKind::kIdentity, Link::kIdentity},
    Known{"reg:quantileerror", TransformKind::kIdentity, Link::kIdentity},
    Known{"multi:softprob", TransformKind::kSoftmaxFloat, Link::kIdentity},
    Known{"multi:softmax", TransformKind::kSoftmaxFloat, Link::kIdentity},
    Known{"count:poisson", TransformKind::kExpFloat, Link::kLog},
    Known{"reg:gamma", TransformKind::kExpFloat, Link::kLog},
    Known{"reg:tweedie", TransformKind::kExpFloat, Link::kLog},
    Known{"survival:cox", TransformKind::kExpFloat, Link::kLog},
    Known{"survival:aft", TransformKind::kExpFloat, Link::kLog},
    Known{"rank:pairwise", TransformKind::kIdentity, Link::kIdentity},
    Known{"rank:ndcg", TransformKind::kIdentity, Link::kIdentity},
    Known{"rank:map", TransformKind::kIdentity, Link::kIdentity},
};

Known const& KnownObjective(Part const& name) {
  auto const* const found = std::find_if(kKnown.begin(), kKnown.end(),
                                         [&](Known const& one) { return one.name == name.Text(); });
  if (found == kKnown.end()) name.Bad("the objective \"" + name.Text() + "\" is not known");
  return *found;
}

// In float32, as XGBoost's ProbToMargin does (src/objective).
float Linked(Link link, float base) {
  constexpr float kTiny = 1e-6F;
  switch (link) {
    case Link::kLogit: {
      float const inside = std::min(std::max(base, kTiny), 1.0F - kTiny);
      return -std::log(1.0F / inside - 1.0F);
    }
    case Link::kLog:
      return std::log(base);
    default:
      return base;
  }
}

// "5E-1", or from 3.1 on "[5E-1]" with a number a class.
std::vector<float> BaseScores(Part const& base) {
  std::string_view text = base.Text();
  bool const list = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (list) text = text.substr(1, text.size() - 2);
  Document numbers;
  numbers.kind = DocumentKind::kNumbers;
  numbers.bytes = text;
  numbers.count = 1 + static_cast<size_t>(std::count(text.begin(), text.end(), ','));
  return Part(numbers, base.Path()).Floats(numbers.count);
}

}  // namespace

void ReadXgboostObjective(Part const& learner, Forest& forest) {
  Part const name = learner.At("objective").At("name");
  Known const& known = KnownObjective(name);
  forest.objective = known.name;
  forest.transform.kind = known.transform;
  Part const base = learner.At("learner_model_param").At("base_score");
  auto const scores = BaseScores(base);
  auto const classes = static_cast<size_t>(forest.classes);
  if (scores.size() != 1 && scores.size() != classes) {
    base.Bad("must hold one number, or one a class");
  }
  for (size_t k = 0; k < classes; ++k) {
    float const linked = Linked(known.link, scores[scores.size() == 1 ? 0 : k]);
    if (!std::isfinite(linked)) base.Bad("is not a base score of " + forest.objective);
    forest.base.push_back(linked);
  }
}

}  // namespace winback::forest
