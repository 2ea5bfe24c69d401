#include "core/distributions/noncentral_t.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "core/distributions/incomplete.h"
#include "core/distributions/normal.h"
#include "core/distributions/quantile.h"

namespace winback::distributions {
namespace {

// Log density of v = log(chi / sqrt(df)), shifted so that its largest value, at v = 0, is 0.
long double LogWeight(long double v, long double df) { return df * (v - 0.5L * std::expm1(2 * v)); }

// log of the sum over v of weight(v) * P(Z > or < t e^v - shift).
class Integrand {
 public:
  Integrand(long double t, long double df, long double shift, bool lower)
      : t_(t), df_(df), shift_(shift), lower_(lower) {}

  long double operator()(long double v) const {
    Tails const normal = NormalTails(t_ * std::exp(v) - shift_);
    return LogWeight(v, df_) + (lower_ ? normal.log_lower : normal.log_upper);
  }

 private:
  long double t_, df_, shift_;
  bool lower_;
};

// Where LogWeight falls below -drop, on the side of `sign`.
long double WeightEdge(long double df, long double drop, int sign) {
  long double inner = 0;
  long double outer = sign < 0 ? -drop / df - 1 : 0.5L * std::log1p(4 * drop / df) + 2;
  for (int i = 0; i < 60; ++i) {
    long double const middle = (inner + outer) / 2;
    (LogWeight(middle, df) < -drop ? outer : inner) = middle;
  }
  return outer * sign < 0 ? -outer * sign : outer;
}

struct Range {
  long double low, high, peak;
};

// The part of [low, high] where the integrand is within e^-50 of its largest value on a grid.
Range Narrowed(Integrand const& f, long double low, long double high) {
  constexpr int kCells = 64;
  long double const step = (high - low) / kCells;
  std::vector<long double> values(kCells + 1);
  for (int i = 0; i <= kCells; ++i) values[static_cast<size_t>(i)] = f(low + i * step);
  long double const peak = *std::max_element(values.begin(), values.end());
  int first = 0;
  int last = kCells;
  while (values[static_cast<size_t>(first)] < peak - 50) ++first;
  while (values[static_cast<size_t>(last)] < peak - 50) --last;
  return {low + std::max(0, first - 1) * step, low + std::min(kCells, last + 1) * step, peak};
}

// log of the integral over v, trapezoidal with halved steps until it stands still.
long double LogIntegral(Integrand const& f, long double low, long double high) {
  Range range = Narrowed(f, low, high);
  for (int i = 0; i < 3; ++i) range = Narrowed(f, range.low, range.high);
  long double step = (range.high - range.low) / 32;
  long double sum = 0;
  for (int i = 0; i <= 32; ++i) sum += std::exp(f(range.low + i * step) - range.peak);
  long double previous = sum * step;
  for (int level = 0; level < 12; ++level) {
    int const cells = 32 << level;
    for (int i = 0; i < cells; ++i) sum += std::exp(f(range.low + (i + 0.5L) * step) - range.peak);
    step /= 2;
    long double const now = sum * step;
    bool const still = std::abs(now - previous) < 1e-17L * now;
    previous = now;
    if (still) break;
  }
  return range.peak + std::log(previous);
}

}  // namespace

Tails NoncentralTails(double t, double df, double shift) {
  if (std::isinf(t)) return t > 0 ? TailsOf(1, 0) : TailsOf(0, 1);
  if (t < 0) return Mirrored(NoncentralTails(-t, df, -shift));
  if (t == 0) return Mirrored(NormalTails(shift));
  long double const low = WeightEdge(df, 1500, -1);
  long double const high = WeightEdge(df, 1500, 1);
  // log of the density's constant at v = 0: 2 (df/2)^(df/2) e^(-df/2) / Gamma(df/2).
  long double const half = static_cast<long double>(df) / 2;
  long double const constant = std::log(2.0L) + half * std::log(half) - half - LogGamma(half);
  // The tail away from the median first: the other one follows from it when it is small.
  bool const upper_first = t > shift;
  long double const log_first = constant + LogIntegral({t, df, shift, !upper_first}, low, high);
  if (log_first < -1) {
    long double const first = std::exp(log_first);
    Tails const tails{first, 1 - first, log_first, std::log1p(-first)};
    return upper_first ? Mirrored(tails) : tails;
  }
  long double const log_second = constant + LogIntegral({t, df, shift, upper_first}, low, high);
  Tails const tails = TailsOf(std::exp(log_first), std::exp(log_second));
  return upper_first ? Mirrored(tails) : tails;
}

double NoncentralQuantile(double p, bool lower, double df, double shift) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (p <= 0 || p >= 1) return (p <= 0) == lower ? -infinity : infinity;
  auto const tails = [&](long double u) {
    return NoncentralTails(static_cast<double>(std::sinh(u)), df, shift);
  };
  long double const reach = std::min(700.0, 10 + std::log1p(std::abs(shift)) + 750 / df);
  Search const search{-reach, reach, std::asinh(static_cast<long double>(shift)), 0.5L};
  return static_cast<double>(std::sinh(SolveQuantile(TargetOf(p, lower), tails, search)));
}

}  // namespace winback::distributions
