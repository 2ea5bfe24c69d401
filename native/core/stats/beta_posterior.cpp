#include "core/stats/beta_posterior.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/stats/normal_quantile.h"

namespace winback::stats {
namespace {

// The line y = scale * x + offset that the wider distribution is cut along.
struct Line {
  double scale = 1;
  double offset = 0;
};

struct Probability {
  double value = 0;
  double by_offset = 0;     // derivative
  double by_log_scale = 0;  // derivative
};

// Node and weight of the narrower distribution; weights add up to 1.
struct Node {
  double x;
  double rest;  // 1 - x
  double weight;
};

double Logit(double x) { return std::log(x / (1 - x)); }

// P(W <= scale * N + offset) for a narrow N and a wide W. Summing over the narrow one keeps the
// wide one's function smooth between nodes.
class Pair {
 public:
  Pair(BetaShape narrow, BetaShape wide)
      : narrow_(narrow),
        wide_(wide),
        table_(wide),
        smooth_(std::min({narrow.a, narrow.b, wide.a, wide.b}) >= 40) {
    double const step = std::min(narrow_.Deviation() / 2, 0.25);
    double mass = 0;
    for (double t = narrow_.Left(); t < narrow_.Right() + step; t += step) {
      auto const point = narrow_.At(t);
      nodes_.push_back({point.x, point.rest, point.density});
      mass += point.density;
    }
    for (auto& node : nodes_) node.weight /= mass;
    scale_ = 1 / (mass * step);
  }

  struct Losses {
    double probability = 0;   // P(W <= N)
    double narrow_above = 0;  // E max(N - W, 0)
    double wide_above = 0;    // E max(W - N, 0)
  };
  // With I(x; a + 1, b) = I(x; a, b) - x^a (1-x)^b / (a B(a, b)), the partial mean of W needs no
  // table of its own.
  Losses Compare() const {
    Losses losses;
    double const mean = wide_.Mean();
    for (auto const& node : nodes_) {
      auto const at = table_.At(std::log(node.x / node.rest));
      double const raised = at.cdf - at.density / wide_.a;
      losses.probability += node.weight * at.cdf;
      losses.narrow_above += node.weight * (node.x * at.cdf - mean * raised);
      losses.wide_above += node.weight * (mean * (1 - raised) - node.x * (1 - at.cdf));
    }
    return losses;
  }

  Probability Below(Line line) const { return smooth_ ? BelowSmooth(line) : BelowExact(line); }

 private:
  Probability Cut(Line line, double x, double weight) const {
    double const y = line.scale * x + line.offset;
    if (y <= 0) return {};
    if (y >= 1) return {weight, 0, 0};
    auto const at = table_.At(Logit(y));
    double const density = weight * at.density / (y * (1 - y));
    return {weight * at.cdf, density, density * line.scale * x};
  }

  // Every density vanishes fast enough at 0 and 1 that the cut's ends do not matter.
  Probability BelowSmooth(Line line) const {
    Probability sum;
    for (auto const& node : nodes_) Add(sum, Cut(line, node.x, node.weight));
    return sum;
  }

  // Where y leaves (0, 1) the integrand has a kink: so the part inside is integrated on a logit
  // scale of its own, halving the step until nothing changes; beyond it W is surely below.
  Probability BelowExact(Line line) const {
    double const from = std::max(0.0, -line.offset / line.scale);
    double const to = std::min(1.0, (1 - line.offset) / line.scale);
    if (!(from < to)) return {line.offset > 0 ? 1.0 : 0.0, 0, 0};
    Probability last;
    for (double step = 0.5; step > 0.001; step /= 2) {
      Probability const next = Integrate(line, from, to, step);
      bool const done = step < 0.2 && std::abs(next.value - last.value) < 1e-12;
      last = next;
      if (done) break;
    }
    if (to < 1) last.value += AboveNarrow(to);
    return last;
  }

  Probability Integrate(Line line, double from, double to, double step) const {
    double const reach =
        42 / std::min({1.0, narrow_.Shape().a, narrow_.Shape().b, wide_.a, wide_.b});
    double const first = 1 / (1 + std::exp(-narrow_.Left()));
    double const last = 1 / (1 + std::exp(narrow_.Right()));  // as a distance from 1
    Probability sum;
    for (double u = -reach; u <= reach; u += step) {
      double const s = 1 / (1 + std::exp(-u));
      double const r = 1 / (1 + std::exp(u));
      double const x = from + (to - from) * s;
      double const rest = (1 - to) + (to - from) * r;
      if (!(x > first && rest > last)) continue;
      auto const point = narrow_.At(std::log(x / rest));
      double const weight = scale_ * point.density / (x * rest) * (to - from) * s * r * step;
      Add(sum, Cut(line, x, weight));
    }
    return sum;
  }

  double AboveNarrow(double x) const {
    if (!upper_) upper_.emplace(narrow_.Shape());
    return 1 - upper_->At(Logit(x)).cdf;
  }

  static void Add(Probability& sum, Probability const& term) {
    sum.value += term.value;
    sum.by_offset += term.by_offset;
    sum.by_log_scale += term.by_log_scale;
  }

  LogitBeta narrow_;
  BetaShape wide_;
  BetaTable table_;
  bool smooth_;
  std::vector<Node> nodes_;
  double scale_;  // 1 / integral of the narrow density relative to its peak
  mutable std::optional<BetaTable> upper_;
};

// The root of an increasing function in [low, high] by Newton's method kept inside the bracket.
// `at(x)` returns {value - target, slope}.
template <class At>
double Solve(At&& at, double start, double low, double high) {
  double x = std::clamp(start, low, high);
  for (int step = 0; step < 200; ++step) {
    auto const [gap, slope] = at(x);
    double const move = gap / slope;
    bool const still = std::abs(move) <= 1e-15 + 4e-15 * std::abs(x);
    if (std::abs(gap) < 1e-15 || (still && std::abs(gap) < 1e-11)) return x;
    (gap < 0 ? low : high) = x;
    // A density without bound stands still far from the root: halve there.
    double const next = still ? high : x - move;
    x = next > low && next < high ? next : (low + high) / 2;
    if (!(x > low && x < high)) return x;
  }
  return x;
}

// P(B <= scale * A + offset), whichever of the two is narrower.
class Comparison {
 public:
  Comparison(BetaShape a, BetaShape b)
      : a_(a),
        b_(b),
        b_wide_(LogitBeta(b).Deviation() >= LogitBeta(a).Deviation()),
        pair_(b_wide_ ? a : b, b_wide_ ? b : a) {}

  Probability Below(Line line) const {
    if (b_wide_) return pair_.Below(line);
    // A >= (B - offset) / scale
    auto const p = pair_.Below({1 / line.scale, -line.offset / line.scale});
    return {1 - p.value, p.by_offset / line.scale,
            p.by_log_scale - p.by_offset * line.offset / line.scale};
  }

  BetaComparison Result(double level) const {
    auto const losses = pair_.Compare();
    BetaComparison result;
    result.probability = b_wide_ ? 1 - losses.probability : losses.probability;
    result.loss_a = b_wide_ ? losses.wide_above : losses.narrow_above;
    result.loss_b = b_wide_ ? losses.narrow_above : losses.wide_above;
    result.mean_a = a_.Mean();
    result.mean_b = b_.Mean();
    double const tail = (1 - level) / 2;
    result.difference = {Difference(tail), Difference(1 - tail)};
    result.lift = {Lift(tail), Lift(1 - tail)};
    return result;
  }

 private:
  double Difference(double p) const {
    double const center = b_.Mean() - a_.Mean();
    double const spread = std::sqrt(a_.Variance() + b_.Variance());
    return Solve(
        [&](double d) {
          auto const at = Below({1, d});
          return std::pair(at.value - p, at.by_offset);
        },
        center + NormalQuantile(p) * spread, -1, 1);
  }

  double Lift(double p) const {
    double const center = std::log(b_.Mean() / a_.Mean());
    double const spread = std::sqrt(a_.Variance() / (a_.Mean() * a_.Mean()) +
                                    b_.Variance() / (b_.Mean() * b_.Mean()));
    double const log_ratio = Solve(
        [&](double r) {
          auto const at = Below({std::exp(r), 0});
          return std::pair(at.value - p, at.by_log_scale);
        },
        center + NormalQuantile(p) * spread, -600, 600);
    return std::expm1(log_ratio);
  }

  BetaShape a_;
  BetaShape b_;
  bool b_wide_;
  Pair pair_;
};

}  // namespace

void CheckShape(BetaShape shape, char const* name) {
  bool const ok = shape.a >= 0.5 && shape.b >= 0.5 && shape.a <= 1e9 && shape.b <= 1e9;
  Require(ok, std::string("the shapes of ") + name + " must be from 0.5 to 1e9");
}

BetaComparison CompareBetas(BetaShape a, BetaShape b, double level) {
  CheckShape(a, "A");
  CheckShape(b, "B");
  Require(level > 0 && level < 1, "level must be strictly between 0 and 1");
  return Comparison(a, b).Result(level);
}

}  // namespace winback::stats
