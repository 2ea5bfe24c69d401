#include "core/calibration/calibration.h"

#include <cmath>
#include <limits>

#include "test/check.h"

using namespace winback;

TEST("a calibration is refused when it is no curve") {
  CHECK_THROWS(ErrorCode::kBadInput, CheckCalibration(IsotonicCurve{{}, {}, 0, 1}));
  CHECK_THROWS(ErrorCode::kBadInput, CheckCalibration(IsotonicCurve{{0.1, 0.2}, {0.1}, 0, 1}));
  double const nan = std::numeric_limits<double>::quiet_NaN();
  for (auto const& x : {std::vector{0.2, 0.1}, std::vector{0.1, nan}, std::vector{nan, 0.1}}) {
    CHECK_THROWS(ErrorCode::kBadInput, CheckCalibration(IsotonicCurve{x, {0.1, 0.2}, 0, 1}));
  }
  CheckCalibration(IsotonicCurve{{0.1, 0.1}, {0.1, 0.2}, 0, 1});
}

TEST("an isotonic curve is linear between corners, flat outside and kept inside its limits") {
  Calibration const curve = IsotonicCurve{{0.25, 0.5, 0.75}, {0.0, 0.5, 1.0}, 0.0625, 0.9375};
  std::vector<double> p = {0, 0.25, 0.375, 0.5, 0.625, 0.75, 1};
  Calibrate(curve, p);
  std::vector<double> const expected = {0.0625, 0.0625, 0.25, 0.5, 0.75, 0.9375, 0.9375};
  for (size_t i = 0; i < p.size(); ++i) CHECK_EQ(p[i], expected[i]);
}

TEST("a probability that is no number stays one, whatever the method") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  for (Calibration const& method :
       {Calibration(), Calibration(Platt{1, 0}), Calibration(BetaCalibration{1, 1, 0}),
        Calibration(IsotonicCurve{{0.1, 0.2}, {0.1, 0.2}, 0, 1})}) {
    std::vector<double> p = {nan};
    Calibrate(method, p);
    CHECK(std::isnan(p[0]));
  }
}

TEST(
    "Platt and beta calibration stay finite at 0 and 1 and leave p alone where they are the "
    "identity") {
  for (Calibration const& identity :
       {Calibration(Platt{1, 0}), Calibration(BetaCalibration{1, 1, 0})}) {
    std::vector<double> p = {0, 1e-9, 0.2, 0.5, 0.999, 1};
    std::vector<double> const before = p;
    Calibrate(identity, p);
    for (size_t i = 0; i < p.size(); ++i) CHECK_NEAR(p[i], before[i], 2e-12);
  }
}
