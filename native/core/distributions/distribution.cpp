#include "core/distributions/distribution.h"

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/distributions/continuous.h"
#include "core/distributions/discrete.h"
#include "core/distributions/noncentral_t.h"
#include "core/distributions/normal.h"

namespace winback::distributions {
namespace {

constexpr double kLargestCount = 9007199254740992.0;  // 2^53: beyond, doubles skip whole numbers

void RequirePositive(double value, char const* name) {
  Require(value > 0, std::string(name) + " must be > 0, got " + std::to_string(value));
}

void RequireCount(double value, char const* name) {
  Require(value >= 0 && value <= kLargestCount && value == std::floor(value),
          std::string(name) + " must be a whole number >= 0, got " + std::to_string(value));
}

void RequireFinite(double value, char const* name) {
  Require(std::isfinite(value), std::string(name) + " must be finite");
}

void CheckParameters(Family family, Parameters const& p) {
  switch (family) {
    case Family::kNormal:
      return;
    case Family::kStudent:
      return RequirePositive(p[0], "df");
    case Family::kBeta:
      RequirePositive(p[0], "a");
      RequirePositive(p[1], "b");
      break;
    case Family::kGamma:
      RequirePositive(p[0], "shape");
      RequirePositive(p[1], "scale");
      break;
    case Family::kFisher:
      RequirePositive(p[0], "d1");
      RequirePositive(p[1], "d2");
      break;
    case Family::kBinomial:
      RequireCount(p[0], "n");
      Require(p[1] >= 0 && p[1] <= 1, "p must be from 0 to 1, got " + std::to_string(p[1]));
      break;
    case Family::kHypergeometric:
      for (double count : p) RequireCount(count, "population, marked and draws");
      Require(p[1] <= p[0] && p[2] <= p[0], "marked and draws must not exceed population");
      break;
    case Family::kNoncentralT:
      RequirePositive(p[0], "df");
      break;
  }
  RequireFinite(p[0], "the first parameter");
  RequireFinite(p[1], "the second parameter");
}

Tails TailsAt(Family family, double x, Parameters const& p) {
  switch (family) {
    case Family::kNormal:
      return NormalTails(x);
    case Family::kStudent:
      return StudentTails(x, p[0]);
    case Family::kBeta:
      return BetaTails(x, p[0], p[1]);
    case Family::kGamma:
      return GammaTails(x, p[0], p[1]);
    case Family::kFisher:
      return FisherTails(x, p[0], p[1]);
    case Family::kBinomial:
      return BinomialTails(x, p[0], p[1]);
    case Family::kHypergeometric:
      return HypergeometricTails(x, p[0], p[1], p[2]);
    case Family::kNoncentralT:
      return NoncentralTails(x, p[0], p[1]);
  }
  return {};
}

double QuantileAt(Family family, double probability, bool lower, Parameters const& p) {
  auto const tails = [&](double k) { return TailsAt(family, k, p); };
  switch (family) {
    case Family::kNormal:
      return NormalQuantile(probability, lower);
    case Family::kStudent:
      return StudentQuantile(probability, lower, p[0]);
    case Family::kBeta:
      return BetaQuantile(probability, lower, p[0], p[1]);
    case Family::kGamma:
      return GammaQuantile(probability, lower, p[0], p[1]);
    case Family::kFisher:
      return FisherQuantile(probability, lower, p[0], p[1]);
    case Family::kBinomial:
      return CountQuantile(probability, lower, 0, p[0], tails);
    case Family::kHypergeometric:
      return CountQuantile(probability, lower, std::fmax(0, p[1] + p[2] - p[0]),
                           std::fmin(p[1], p[2]), tails);
    case Family::kNoncentralT:
      return NoncentralQuantile(probability, lower, p[0], p[1]);
  }
  return 0;
}

double Checked(Family family, Measure measure, double x, Parameters const& parameters) {
  Require(!std::isnan(x), "a distribution has no value at NaN");
  if (measure == Measure::kQuantile || measure == Measure::kInverseSurvival) {
    Require(x >= 0 && x <= 1, "a probability must be from 0 to 1, got " + std::to_string(x));
    return QuantileAt(family, x, measure == Measure::kQuantile, parameters);
  }
  Tails const tails = TailsAt(family, x, parameters);
  switch (measure) {
    case Measure::kCdf:
      return static_cast<double>(tails.lower);
    case Measure::kSurvival:
      return static_cast<double>(tails.upper);
    case Measure::kLogCdf:
      return static_cast<double>(tails.log_lower);
    default:
      return static_cast<double>(tails.log_upper);
  }
}

}  // namespace

double Evaluate(Family family, Measure measure, double x, Parameters const& parameters) {
  CheckParameters(family, parameters);
  return Checked(family, measure, x, parameters);
}

void EvaluateEach(Family family, Measure measure, std::span<double const> x,
                  Parameters const& parameters, std::span<double> out) {
  Require(x.size() == out.size(), "out must have the length of x");
  CheckParameters(family, parameters);
  for (size_t i = 0; i < x.size(); ++i) out[i] = Checked(family, measure, x[i], parameters);
}

}  // namespace winback::distributions
