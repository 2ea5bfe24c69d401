#include "core/distributions/discrete.h"

#include <algorithm>
#include <limits>
#include <numbers>

#include "core/distributions/incomplete.h"

namespace winback::distributions {
namespace {

constexpr long double kInfinity = std::numeric_limits<long double>::infinity();

// log(n!) minus Stirling's (n + 1/2) log n - n + log sqrt(2 pi). Loader, "Fast and accurate
// computation of binomial probabilities" (2000).
long double StirlingError(long double n) {
  if (n < 40) {
    if (n == 0) return 0;
    return LogGamma(n + 1) - (n + 0.5L) * std::log(n) + n -
           0.5L * std::log(2 * std::numbers::pi_v<long double>);
  }
  long double const w = 1 / (n * n);
  long double const series =
      1.0L / 12 -
      w * (1.0L / 360 -
           w * (1.0L / 1260 -
                w * (1.0L / 1680 - w * (1.0L / 1188 - w * (691.0L / 360360 - w / 156)))));
  return series / n;
}

// x log(x / m) + m - x without cancellation near x = m.
long double Deviance(long double x, long double m) {
  long double const difference = x - m;
  if (std::abs(difference) >= 0.1L * (x + m)) return x * std::log(x / m) - difference;
  long double const v = difference / (x + m);
  long double sum = difference * v;
  long double power = 2 * x * v;
  for (int j = 1; j < 1000; ++j) {
    power *= v * v;
    long double const next = sum + power / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

}  // namespace

long double BinomialLogMass(long double k, long double n, long double p) {
  if (k < 0 || k > n) return -kInfinity;
  long double const q = 1 - p;
  if (p <= 0) return k == 0 ? 0 : -kInfinity;
  if (q <= 0) return k == n ? 0 : -kInfinity;
  if (k == 0) return n * std::log1p(-p);
  if (k == n) return n * std::log(p);
  long double const correction = StirlingError(n) - StirlingError(k) - StirlingError(n - k);
  long double const exponent = correction - Deviance(k, n * p) - Deviance(n - k, n * q);
  return exponent + 0.5L * std::log(n / (2 * std::numbers::pi_v<long double> * k * (n - k)));
}

Tails BinomialTails(double k, double n, double p) {
  long double const whole = std::floor(k);
  if (whole < 0) return TailsOf(0, 1);
  if (whole >= n) return TailsOf(1, 0);
  long double const success = p;
  return IncompleteBeta(n - whole, whole + 1, 1 - success, success);
}

long double HypergeometricLogMass(long double k, long double population, long double marked,
                                  long double draws) {
  long double const others = population - marked;
  if (k < 0 || k > marked || draws - k < 0 || draws - k > others) return -kInfinity;
  if (draws == 0 || draws == population) return 0;
  long double const share = draws / population;
  return BinomialLogMass(k, marked, share) + BinomialLogMass(draws - k, others, share) -
         BinomialLogMass(draws, population, share);
}

Tails HypergeometricTails(double k, double population, double marked, double draws) {
  long double const whole = std::floor(k);
  long double const N = population, K = marked, n = draws;
  long double const least = std::max(0.0L, n + K - N);
  long double const most = std::min(n, K);
  if (whole < least) return TailsOf(0, 1);
  if (whole >= most) return TailsOf(1, 0);
  long double const mode = std::floor((n + 1) * (K + 1) / (N + 2));
  bool const down = whole < mode;
  long double const start = down ? whole : whole + 1;
  long double sum = 1;
  long double term = 1;
  for (long double j = start; down ? j > least : j < most; j += down ? -1 : 1) {
    term *= down ? j * (N - K - n + j) / ((K - j + 1) * (n - j + 1))
                 : (K - j) * (n - j) / ((j + 1) * (N - K - n + j + 1));
    sum += term;
    if (term < 1e-21L * sum) break;
  }
  long double const log_tail = HypergeometricLogMass(start, N, K, n) + std::log(sum);
  long double const tail = std::min(1.0L, std::exp(log_tail));
  Tails const tails{tail, 1 - tail, log_tail, std::log1p(-tail)};
  return down ? tails : Mirrored(tails);
}

}  // namespace winback::distributions
