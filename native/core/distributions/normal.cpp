#include "core/distributions/normal.h"

#include <numbers>

namespace winback::distributions {
namespace {

// log P(Z > z) for z >= 100 by the asymptotic series (Abramowitz and Stegun 26.2.12); the first
// term left out is below 1e-22 there.
long double LogFarUpper(long double z) {
  long double const w = 1 / (z * z);
  long double const series = -w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w * (1 - 9 * w))));
  long double const half_log_two_pi = 0.5L * std::log(2 * std::numbers::pi_v<long double>);
  return -0.5L * z * z - std::log(z) - half_log_two_pi + std::log1p(series);
}

}  // namespace

Tails NormalTails(long double z) {
  long double const scaled = z / std::numbers::sqrt2_v<long double>;
  Tails tails = TailsOf(0.5L * std::erfc(-scaled), 0.5L * std::erfc(scaled));
  if (z > 100) tails.log_upper = LogFarUpper(z);
  if (z < -100) tails.log_lower = LogFarUpper(-z);
  return tails;
}

double NormalUpper(double z) { return 0.5 * std::erfc(z * (0.5 * std::numbers::sqrt2)); }

double NormalDensity(double z) {
  return std::exp(-0.5 * z * z) * (0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
}

}  // namespace winback::distributions
