#include "core/bayes/beta_pair.h"

#include <algorithm>
#include <cmath>

namespace winback::stats {
namespace {

double Logit(double x) { return std::log(x / (1 - x)); }

}  // namespace

BetaPair::BetaPair(LogitBeta const& narrow, LogitBeta const& wide)
    : narrow_(narrow),
      wide_(wide.Shape()),
      table_(wide),
      smooth_(std::min({narrow.Shape().a, narrow.Shape().b, wide_.a, wide_.b}) >= kSmoothShape) {
  double const step = std::min(narrow_.Deviation() * 0.4, 0.25);
  nodes_.reserve(static_cast<size_t>((narrow_.Right() - narrow_.Left()) / step) + 3);
  double mass = 0;
  for (double t = narrow_.Left(); t < narrow_.Right() + step; t += step) {
    auto const point = narrow_.At(t);
    nodes_.push_back({t, point.x, point.rest, point.density});
    mass += point.density;
  }
  for (auto& node : nodes_) node.weight /= mass;
  scale_ = 1 / (mass * step);
}

// With I(x; a + 1, b) = I(x; a, b) - x^a (1-x)^b / (a B(a, b)), the partial mean of W needs no
// table of its own.
BetaPair::Losses BetaPair::Compare() const {
  Losses losses;
  double const mean = wide_.Mean();
  for (auto const& node : nodes_) {
    auto const at = table_.At(node.t);
    double const raised = at.cdf - at.density / wide_.a;
    losses.probability += node.weight * at.cdf;
    losses.narrow_above += node.weight * (node.x * at.cdf - mean * raised);
    losses.wide_above += node.weight * (mean * (1 - raised) - node.x * (1 - at.cdf));
  }
  return losses;
}

Probability BetaPair::BelowShifted(double d) const { return Below({1, d, false}); }

Probability BetaPair::BelowScaled(double r) const { return Below({std::exp(r), 0, true}); }

Probability BetaPair::Below(Line line) const {
  return smooth_ ? BelowSmooth(line) : BelowExact(line);
}

// Every density vanishes fast enough at 0 and 1 that the cut's ends do not matter. With f the wide
// density in y, f' / f = l1 and f'' / f = l1^2 + l2 are those of y^(a-1) (1-y)^(b-1).
Probability BetaPair::BelowSmooth(Line line) const {
  Probability sum;
  double const a = wide_.a - 1;
  double const b = wide_.b - 1;
  for (auto const& node : nodes_) {
    double const y = line.scale * node.x + line.offset;
    if (y <= 0) continue;
    double const rest = 1 - y;
    if (rest <= 0) {
      sum.value += node.weight;
      continue;
    }
    double const inverse = 1 / (y * rest);
    auto const at = table_.At(std::log(y * y * inverse));
    double const f = node.weight * at.density * inverse;
    double const l1 = (a * rest - b * y) * inverse;
    double const l2 = -(a * rest * rest + b * y * y) * inverse * inverse;
    sum.value += node.weight * at.cdf;
    double const f1 = f * l1;
    double const f2 = f * (l1 * l1 + l2);
    // In log(scale), y is its own derivative.
    sum.d1 += line.scaled ? f * y : f;
    sum.d2 += line.scaled ? (f1 * y + f) * y : f1;
    sum.d3 += line.scaled ? ((f2 * y + 3 * f1) * y + f) * y : f2;
  }
  return sum;
}

void BetaPair::AddCut(Probability& sum, Line line, double x, double weight) const {
  double const y = line.scale * x + line.offset;
  if (y <= 0) return;
  if (y >= 1) {
    sum.value += weight;
    return;
  }
  auto const at = table_.At(Logit(y));
  double const density = weight * at.density / (y * (1 - y));
  sum.value += weight * at.cdf;
  sum.d1 += line.scaled ? density * y : density;
}

// Where y leaves (0, 1) the integrand has a kink: so the part inside is integrated on a logit
// scale of its own, halving the step until nothing changes; beyond it W is surely below.
Probability BetaPair::BelowExact(Line line) const {
  Inside inside;
  inside.from = std::max(0.0, -line.offset / line.scale);
  inside.to = std::min(1.0, (1 - line.offset) / line.scale);
  if (!(inside.from < inside.to)) return {line.offset > 0 ? 1.0 : 0.0, 0, 0, 0};
  // The part of the scale that holds N, in steps that cannot miss it.
  double const reach = 42 / std::min({1.0, narrow_.Shape().a, narrow_.Shape().b, wide_.a, wide_.b});
  inside.left = std::max(-reach, inside.LogitOf(1 / (1 + std::exp(-narrow_.Left()))));
  inside.right = std::min(reach, inside.LogitOf(1 / (1 + std::exp(-narrow_.Right()))));
  double const widest = std::min(0.5, (inside.right - inside.left) / 32);
  Probability last;
  for (double step = widest; widest > 0 && step > widest / 512; step /= 2) {
    Probability const next = Integrate(line, inside, step);
    bool const done = step < 0.2 && step < widest && std::abs(next.value - last.value) < 1e-12;
    last = next;
    if (done) break;
  }
  if (inside.to < 1) last.value += AboveNarrow(inside.to);
  return last;
}

double BetaPair::Inside::LogitOf(double x) const {
  if (x <= from) return -HUGE_VAL;
  return x >= to ? HUGE_VAL : std::log((x - from) / (to - x));
}

Probability BetaPair::Integrate(Line line, Inside const& inside, double step) const {
  double const width = inside.to - inside.from;
  double const first = 1 / (1 + std::exp(-narrow_.Left()));
  double const last = 1 / (1 + std::exp(narrow_.Right()));  // as a distance from 1
  Probability sum;
  for (double u = inside.left; u <= inside.right; u += step) {
    double const s = 1 / (1 + std::exp(-u));
    double const r = 1 / (1 + std::exp(u));
    double const x = inside.from + width * s;
    double const rest = (1 - inside.to) + width * r;
    if (!(x > first && rest > last)) continue;
    auto const point = narrow_.At(std::log(x / rest));
    double const weight = scale_ * point.density / (x * rest) * width * s * r * step;
    AddCut(sum, line, x, weight);
  }
  return sum;
}

double BetaPair::AboveNarrow(double x) const {
  if (!upper_) upper_.emplace(narrow_);
  return 1 - upper_->At(Logit(x)).cdf;
}

}  // namespace winback::stats
