#include "core/distributions/incomplete.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace winback::distributions {
namespace {

namespace policies = boost::math::policies;

using Policy =
    policies::policy<policies::domain_error<policies::ignore_error>,
                     policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::underflow_error<policies::ignore_error>,
                     policies::denorm_error<policies::ignore_error>,
                     policies::rounding_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>,
                     policies::max_series_iterations<100000000>, policies::promote_double<false>>;

constexpr long double kEpsilon = std::numeric_limits<long double>::epsilon();

// log I_x(a, b) far below the mean, by the series of positive terms
// x^a y^b / (a B(a, b)) * sum (a+b)_n / (a+1)_n x^n  (DLMF 8.17.8).
long double LogBetaTail(long double a, long double b, long double x, long double y) {
  long double sum = 1;
  long double term = 1;
  for (long double n = 0; term > kEpsilon * sum && n < 1e8L; ++n) {
    term *= x * (a + b + n) / (a + 1 + n);
    sum += term;
  }
  long double const log_beta = LogGamma(a) + LogGamma(b) - LogGamma(a + b);
  return a * std::log(x) + b * std::log(y) - std::log(a) - log_beta + std::log(sum);
}

// log P(a, x) far below the mean: x^a e^-x / Gamma(a+1) * sum x^n / (a+1)_n  (DLMF 8.11.4).
long double LogGammaLower(long double a, long double x) {
  long double sum = 1;
  long double term = 1;
  for (long double n = 1; term > kEpsilon * sum; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return a * std::log(x) - x - LogGamma(a + 1) + std::log(sum);
}

// log Q(a, x) far above the mean, by Legendre's continued fraction (DLMF 8.9.2), Lentz's method.
long double LogGammaUpper(long double a, long double x) {
  long double b = x + 1 - a;
  long double c = 1 / std::numeric_limits<long double>::min();
  long double d = 1 / b;
  long double h = d;
  for (long double i = 1; i < 1e6L; ++i) {
    long double const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (std::abs(d * c - 1) < kEpsilon) break;
  }
  return a * std::log(x) - x - LogGamma(a) + std::log(h);
}

// A tail this small has lost bits to the range of long double, or all of them.
bool Underflows(long double p) { return p < 1e20L * std::numeric_limits<long double>::min(); }

}  // namespace

long double LogGamma(long double x) { return boost::math::lgamma(x, Policy()); }

Tails IncompleteBeta(long double a, long double b, long double x, long double y) {
  if (x <= 0) return TailsOf(0, 1);
  if (y <= 0) return TailsOf(1, 0);
  // One evaluation where it gives the smaller tail: the other is then 1 minus it without loss.
  bool const low = x <= y;
  long double const first =
      low ? boost::math::ibeta(a, b, x, Policy()) : boost::math::ibeta(b, a, y, Policy());
  long double const rest = first <= 0.5L ? 1 - first
                           : low         ? boost::math::ibetac(a, b, x, Policy())
                                         : boost::math::ibetac(b, a, y, Policy());
  Tails tails = low ? TailsOf(first, rest) : TailsOf(rest, first);
  if (Underflows(tails.lower)) tails.log_lower = LogBetaTail(a, b, x, y);
  if (Underflows(tails.upper)) tails.log_upper = LogBetaTail(b, a, y, x);
  return tails;
}

Tails IncompleteGamma(long double a, long double x) {
  if (x <= 0) return TailsOf(0, 1);
  if (std::isinf(x)) return TailsOf(1, 0);
  Tails tails = TailsOf(boost::math::gamma_p(a, x, Policy()), boost::math::gamma_q(a, x, Policy()));
  if (Underflows(tails.lower)) tails.log_lower = LogGammaLower(a, x);
  if (Underflows(tails.upper)) tails.log_upper = LogGammaUpper(a, x);
  return tails;
}

}  // namespace winback::distributions
