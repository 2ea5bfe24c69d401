#include "core/bayes/beta_posterior.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/bayes/beta_pair.h"
#include "core/distributions/normal_quantile.h"

namespace winback::stats {
namespace {

struct Cumulants {
  double mean = 0;
  double variance = 0;
  double third = 0;
  double fourth = 0;

  // Of the difference of two independent variables.
  Cumulants operator-(Cumulants const& other) const {
    return {mean - other.mean, variance + other.variance, third - other.third,
            fourth + other.fourth};
  }
};

Cumulants OfBeta(BetaShape shape) {
  double const n = shape.a + shape.b;
  double const gap = shape.b - shape.a;
  double const product = shape.a * shape.b;
  double const variance = shape.Variance();
  double const kurtosis =
      6 * (gap * gap * (n + 1) - product * (n + 2)) / (product * (n + 2) * (n + 3));
  return {shape.Mean(), variance, 2 * gap * variance / (n * (n + 2)),
          kurtosis * variance * variance};
}

// Of log X: polygamma functions at a less those at a + b, by their asymptotic series. Starting
// points rest on them, nothing else.
Cumulants OfLogBeta(BetaShape shape) {
  auto const at = [](double x) {
    double const r = 1 / x;
    return Cumulants{std::log(x) - r / 2 - r * r / 12, r + r * r / 2 + r * r * r / 6,
                     -r * r * (1 + r + r * r / 2), r * r * r * (2 + 3 * r + 2 * r * r)};
  };
  auto const a = at(shape.a);
  auto const n = at(shape.a + shape.b);
  return {a.mean - n.mean, a.variance - n.variance, a.third - n.third, a.fourth - n.fourth};
}

// The quantile by the expansion of Cornish and Fisher (1938) about the normal one.
double ExpandedQuantile(Cumulants const& of, double z) {
  double const spread = std::sqrt(of.variance);
  double const skew = of.third / (of.variance * spread);
  double const excess = of.fourth / (of.variance * of.variance);
  double const z2 = z * z;
  return of.mean + spread * (z + (z2 - 1) * skew / 6 + z * (z2 - 3) * excess / 24 -
                             z * (2 * z2 - 5) * skew * skew / 36);
}

// The root of an increasing function in [low, high] by Newton's method kept inside the bracket.
// `at(x)` gives the value less the target, and the slope.
template <class At>
double SolveInside(At&& at, double start, double low, double high) {
  double x = std::clamp(start, low, high);
  for (int step = 0; step < 200; ++step) {
    Probability const gap = at(x);
    double const move = gap.value / gap.d1;
    bool const still = std::abs(move) <= 1e-15 + 4e-15 * std::abs(x);
    if (std::abs(gap.value) < 1e-15 || (still && std::abs(gap.value) < 1e-11)) return x;
    (gap.value < 0 ? low : high) = x;
    // A density without bound stands still far from the root: halve there.
    double const next = still ? high : x - move;
    x = next > low && next < high ? next : (low + high) / 2;
    if (!(x > low && x < high)) return x;
  }
  return x;
}

// The same by three derivatives: the inverse's Taylor series, whose error is of the fourth power of
// the step. A step below 1e-4 of the spread is therefore the last.
template <class At>
double Solve(At&& at, bool smooth, double start, double spread, double low, double high) {
  double x = start;
  for (int step = 0; smooth && step < 8; ++step) {
    Probability const gap = at(x);
    double const newton = -gap.value / gap.d1;
    double const bend = gap.d2 / (2 * gap.d1);
    double const twist = gap.d3 / (6 * gap.d1);
    double const next = x + newton * (1 - newton * (bend - newton * (2 * bend * bend - twist)));
    if (std::abs(newton) < 1e-4 * spread) return next;
    // Far off, or not a number: the slow way knows its bracket.
    if (!(std::abs(newton) < spread && next > low && next < high)) break;
    x = next;
  }
  return SolveInside(at, x, low, high);
}

// A against B. Whichever is narrower is integrated over: as a logit for the probability, as it is
// for the difference, as a logarithm for the ratio. Mostly one does for all three.
class Comparison {
 public:
  Comparison(BetaShape a, BetaShape b) : a_(a), b_(b), b_wide_(b_.Deviation() >= a_.Deviation()) {}

  BetaComparison Result(double level) {
    auto const losses = Pair(b_wide_).Compare();
    BetaComparison result;
    result.probability = b_wide_ ? 1 - losses.probability : losses.probability;
    result.loss_a = b_wide_ ? losses.wide_above : losses.narrow_above;
    result.loss_b = b_wide_ ? losses.narrow_above : losses.wide_above;
    auto const a = a_.Shape();
    auto const b = b_.Shape();
    result.mean_a = a.Mean();
    result.mean_b = b.Mean();
    double const tail = (1 - level) / 2;
    double const z = NormalQuantile(tail);
    bool wide = IsBWide(a.Variance(), b.Variance());
    Side const difference{Pair(wide), wide, false, OfBeta(b) - OfBeta(a)};
    result.difference = {difference.Quantile(tail, z), difference.Quantile(1 - tail, -z)};
    wide = IsBWide(RelativeVariance(a), RelativeVariance(b));
    Side const ratio{Pair(wide), wide, true, LogRatio(Pair(wide))};
    result.lift = {std::expm1(ratio.Quantile(tail, z)), std::expm1(ratio.Quantile(1 - tail, -z))};
    return result;
  }

 private:
  // The distribution of B - A, or of log(B / A) where `ratio`.
  struct Side {
    BetaPair const& pair;
    bool b_wide;
    bool ratio;
    Cumulants about;

    // z is the standard normal's quantile.
    double Quantile(double p, double z) const {
      double const furthest = ratio ? 600 : 1;
      return Solve([&](double x) { return Below(x, p); }, pair.IsSmooth(),
                   ExpandedQuantile(about, z), std::sqrt(about.variance), -furthest, furthest);
    }

    // P(B <= A + x) - p, or P(B <= A e^x) - p. With A the wide one, the pair's probability is of
    // the other side and the mirrored parameter.
    Probability Below(double x, double p) const {
      double const of = b_wide ? x : -x;
      auto const below = ratio ? pair.BelowScaled(of) : pair.BelowShifted(of);
      if (b_wide) return {below.value - p, below.d1, below.d2, below.d3};
      return {1 - below.value - p, below.d1, -below.d2, below.d3};
    }
  };

  BetaPair const& Pair(bool b_wide) {
    auto& pair = pairs_[b_wide];
    if (!pair) pair.emplace(b_wide ? a_ : b_, b_wide ? b_ : a_);
    return *pair;
  }

  // Nodes 0.4 deviations apart leave room: of normal distributions the trapezoid rule loses
  // exp(-2 pi^2 / 0.4^2 * r^2 / (1 + r^2)) where the wide one has r times the narrow one's spread,
  // 1e-21 at 0.8; of the most skewed ones here 3e-12. That is cheaper than another table.
  bool IsBWide(double variance_a, double variance_b) const {
    constexpr double kEnough = 0.8 * 0.8;
    return b_wide_ ? variance_b >= kEnough * variance_a : variance_a < kEnough * variance_b;
  }

  static double RelativeVariance(BetaShape shape) {
    return shape.Variance() / (shape.Mean() * shape.Mean());
  }

  // Below the series' reach a normal start has to do.
  Cumulants LogRatio(BetaPair const& pair) const {
    auto const a = a_.Shape();
    auto const b = b_.Shape();
    if (pair.IsSmooth()) return OfLogBeta(b) - OfLogBeta(a);
    return {std::log(b.Mean() / a.Mean()), RelativeVariance(a) + RelativeVariance(b), 0, 0};
  }

  LogitBeta a_;
  LogitBeta b_;
  bool b_wide_;                       // as a logit
  std::optional<BetaPair> pairs_[2];  // A, or B, the wide one
};

}  // namespace

void CheckShape(BetaShape shape, char const* name) {
  constexpr double kMost = 1e12;
  bool const ok = shape.a >= 0.5 && shape.b >= 0.5 && shape.a <= kMost && shape.b <= kMost;
  if (!ok) {
    throw Error(ErrorCode::kBadInput,
                std::string("the shapes of ") + name + " must be from 0.5 to 1e12");
  }
}

BetaComparison CompareBetas(BetaShape a, BetaShape b, double level) {
  CheckShape(a, "A");
  CheckShape(b, "B");
  Require(level > 0 && level < 1, "level must be strictly between 0 and 1");
  return Comparison(a, b).Result(level);
}

}  // namespace winback::stats
