#include <cmath>
#include <limits>

#include "core/distributions/discrete.h"
#include "core/distributions/distribution.h"
#include "test/check.h"

using namespace winback;
using namespace winback::distributions;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double At(Family family, Measure measure, double x, double a = 0, double b = 0, double c = 0) {
  return Evaluate(family, measure, x, {a, b, c});
}

}  // namespace

// Expected values: mpmath, 40 digits.
TEST("the normal keeps both tails and their logarithms") {
  CHECK_NEAR(At(Family::kNormal, Measure::kSurvival, 37) / 5.725571222524577e-300, 1, 1e-13);
  CHECK_NEAR(At(Family::kNormal, Measure::kLogSurvival, 1000), -500007.82669481218, 1e-15);
  CHECK_EQ(At(Family::kNormal, Measure::kQuantile, 0.5), 0.0);
}

TEST("ends of the range are exact and never NaN") {
  CHECK_EQ(At(Family::kStudent, Measure::kCdf, kInfinity, 3), 1.0);
  CHECK_EQ(At(Family::kStudent, Measure::kSurvival, -kInfinity, 3), 1.0);
  CHECK_EQ(At(Family::kGamma, Measure::kSurvival, kInfinity, 2, 1), 0.0);
  CHECK_EQ(At(Family::kFisher, Measure::kCdf, -1, 2, 3), 0.0);
  CHECK_EQ(At(Family::kBeta, Measure::kQuantile, 1, 2, 3), 1.0);
  CHECK_EQ(At(Family::kBinomial, Measure::kCdf, 10, 10, 0.3), 1.0);
  CHECK_EQ(At(Family::kBinomial, Measure::kCdf, -1, 10, 0.3), 0.0);
  CHECK_EQ(At(Family::kBinomial, Measure::kSurvival, 0, 10, 0), 0.0);
  CHECK_EQ(At(Family::kHypergeometric, Measure::kQuantile, 0, 10, 8, 5), 3.0);
}

TEST("an infinite df is the normal") {
  CHECK_EQ(At(Family::kStudent, Measure::kCdf, 1.3, kInfinity),
           At(Family::kNormal, Measure::kCdf, 1.3));
}

TEST("counts out of range and NaN are refused") {
  CHECK_THROWS(ErrorCode::kBadInput, At(Family::kNormal, Measure::kCdf, std::nan("")));
  CHECK_THROWS(ErrorCode::kBadInput, At(Family::kBinomial, Measure::kCdf, 1, 2.5, 0.5));
  CHECK_THROWS(ErrorCode::kBadInput, At(Family::kStudent, Measure::kQuantile, 1.5, 3));
  CHECK_THROWS(ErrorCode::kBadInput, At(Family::kGamma, Measure::kCdf, 1, kInfinity, 1));
}
