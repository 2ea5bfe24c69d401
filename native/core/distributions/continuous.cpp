#include "core/distributions/continuous.h"

#include <limits>

#include "core/distributions/incomplete.h"
#include "core/distributions/normal.h"
#include "core/distributions/quantile.h"

namespace winback::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log(x / (1 - x)) of the beta quantile: exact near both ends, where x alone would round to 0 or 1.
long double BetaLogit(Target const& target, long double a, long double b, long double guess,
                      long double step) {
  auto const tails = [a, b](long double u) {
    return IncompleteBeta(a, b, 1 / (1 + std::exp(-u)), 1 / (1 + std::exp(u)));
  };
  // The tail behaves as e^(-|u| min(a, b)): this reaches p = 1e-320 for any shape.
  long double const reach = std::min(11000.0L, 60 + 800 / std::min({a, b, 1.0L}));
  return SolveQuantile(target, tails, {-reach, reach, guess, step});
}

// The spread of the logit is near sqrt(1/a + 1/b) in the body.
long double BodyStep(long double a, long double b) { return std::sqrt(1 / a + 1 / b); }

// The normal quantile within 5e-4: Abramowitz and Stegun 26.2.23.
long double RoughNormal(long double p, bool lower) {
  bool const left = (p < 0.5L) == lower;
  long double const t = std::sqrt(-2 * std::log(p < 0.5L ? p : 1 - p));
  long double const size = t - (2.515517L + t * (0.802853L + t * 0.010328L)) /
                                   (1 + t * (1.432788L + t * (0.189269L + t * 0.001308L)));
  return left ? -size : size;
}

}  // namespace

double NormalQuantile(double p, bool lower) {
  if (p <= 0) return lower ? -kInfinity : kInfinity;
  if (p >= 1) return lower ? kInfinity : -kInfinity;
  if (p == 0.5) return 0;
  return static_cast<double>(SolveQuantile(TargetOf(p, lower),
                                           [](long double z) { return NormalTails(z); },
                                           {-40, 40, RoughNormal(p, lower), 2e-3L}));
}

Tails StudentTails(long double t, long double df) {
  if (std::isinf(df)) return NormalTails(t);
  if (std::isinf(t)) return t > 0 ? TailsOf(1, 0) : TailsOf(0, 1);
  long double const square = t * t;
  Tails const beta = IncompleteBeta(df / 2, 0.5L, df / (df + square), square / (df + square));
  Tails upper{1 - beta.lower / 2, beta.lower / 2, 0, beta.log_lower - std::log(2.0L)};
  upper.log_lower = std::log1p(-upper.upper);
  return t >= 0 ? upper : Mirrored(upper);
}

// The t with P(|T| > t) = outside by Halley's steps on the logarithm of the tail; 0 where the guess
// is too far off or the tail too small for them, so that the bracketing search has to do it.
static long double StudentByHalley(long double outside, long double df, long double guess) {
  if (df < 3 || outside > 0.5L || outside < 1e-30L) return 0;
  long double const log_density = LogGamma((df + 1) / 2) - LogGamma(df / 2) -
                                  0.5L * std::log(df * 3.14159265358979323846264338327950288L);
  long double t = guess;
  for (int step = 0; step < 6; ++step) {
    long double const square = t * t;
    long double const tail =
        IncompleteBeta(df / 2, 0.5L, df / (df + square), square / (df + square)).lower;
    long double const density = 2 * std::exp(log_density - (df + 1) / 2 * std::log1p(square / df));
    // g = log tail - log outside and its first two derivatives.
    long double const g = std::log(tail / outside);
    long double const slope = -density / tail;
    long double const bend = -slope * t * (df + 1) / (df + square) - slope * slope;
    long double const change = 2 * g * slope / (2 * slope * slope - g * bend);
    t -= change;
    if (!(t > 0)) return 0;
    // The error is cubed in each step: below 1e-7 of t the next one would change nothing.
    if (std::abs(change) < 1e-7L * t) return t;
  }
  return 0;
}

double StudentQuantile(double p, bool lower, double df) {
  if (std::isinf(df)) return NormalQuantile(p, lower);
  if (p <= 0) return lower ? -kInfinity : kInfinity;
  if (p >= 1) return lower ? kInfinity : -kInfinity;
  if (p == 0.5) return 0;
  // Solved for |t|: P(|T| > |t|) = I_x(df/2, 1/2) with x/y = df / t^2.
  long double const outside =
      2 * (p < 0.5 ? static_cast<long double>(p) : 1 - static_cast<long double>(p));
  // The first terms of the Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5), good from df 3
  // on.
  long double const z = std::abs(RoughNormal(p, lower));
  long double const rough = z + z * (z * z + 1) / (4 * static_cast<long double>(df)) + 1e-9L;
  if (long double const quick = StudentByHalley(outside, df, rough); quick > 0)
    return (p < 0.5) == lower ? -static_cast<double>(quick) : static_cast<double>(quick);
  Target const target =
      outside <= 0.5L ? Target{true, std::log(outside)} : Target{false, std::log(1 - outside)};
  long double const guess = std::log(static_cast<long double>(df)) - 2 * std::log(rough);
  long double const logit =
      BetaLogit(target, static_cast<long double>(df) / 2, 0.5L, guess, 4e-3L + 0.5L / df);
  auto const size =
      static_cast<double>(std::exp(0.5L * (std::log(static_cast<long double>(df)) - logit)));
  return (p < 0.5) == lower ? -size : size;
}

Tails BetaTails(long double x, long double a, long double b) {
  return IncompleteBeta(a, b, x, 1 - x);
}

double BetaQuantile(double p, bool lower, double a, double b) {
  if (p <= 0 || p >= 1) return (p <= 0) == lower ? 0 : 1;
  long double const logit = BetaLogit(TargetOf(p, lower), a, b,
                                      std::log(static_cast<long double>(a) / b), BodyStep(a, b));
  return static_cast<double>(1 / (1 + std::exp(-logit)));
}

Tails GammaTails(long double x, long double shape, long double scale) {
  return IncompleteGamma(shape, x / scale);
}

double GammaQuantile(double p, bool lower, double shape, double scale) {
  if (p <= 0 || p >= 1) return (p <= 0) == lower ? 0 : kInfinity;
  long double const center = std::log(static_cast<long double>(shape));
  long double const low = center - std::min(11000.0L, 60 + 800 / std::min<long double>(shape, 1));
  long double const high = std::max(center, 0.0L) + std::log(3000.0L);
  auto const tails = [shape](long double u) { return IncompleteGamma(shape, std::exp(u)); };
  long double const step = 1 / std::sqrt(static_cast<long double>(shape));
  long double const u = SolveQuantile(TargetOf(p, lower), tails, {low, high, center, step});
  return static_cast<double>(std::exp(u) * static_cast<long double>(scale));
}

Tails FisherTails(long double f, long double d1, long double d2) {
  if (f <= 0) return TailsOf(0, 1);
  if (std::isinf(f)) return TailsOf(1, 0);
  long double const total = d1 * f + d2;
  return IncompleteBeta(d1 / 2, d2 / 2, d1 * f / total, d2 / total);
}

double FisherQuantile(double p, bool lower, double d1, double d2) {
  if (p <= 0 || p >= 1) return (p <= 0) == lower ? 0 : kInfinity;
  long double const a = static_cast<long double>(d1) / 2;
  long double const b = static_cast<long double>(d2) / 2;
  long double const logit = BetaLogit(TargetOf(p, lower), a, b, std::log(a / b), BodyStep(a, b));
  return static_cast<double>(std::exp(logit) * static_cast<long double>(d2) /
                             static_cast<long double>(d1));
}

}  // namespace winback::distributions
