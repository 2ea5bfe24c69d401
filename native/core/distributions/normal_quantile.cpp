#include "core/distributions/normal_quantile.h"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace winback::stats {

double TwoSidedNormalQuantile(double level) {
  return std::numbers::sqrt2 * boost::math::erf_inv(level);
}

double NormalQuantile(double p) { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p); }

double NormalCdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

}  // namespace winback::stats
