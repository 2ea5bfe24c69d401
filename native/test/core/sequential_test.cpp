#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/exact/permutation.h"
#include "core/exact/unconditional.h"
#include "core/sequential/boundaries.h"
#include "core/sequential/quadrature.h"
#include "core/sequential/walk.h"
#include "test/check.h"

using namespace winback;

TEST("Gauss-Legendre nodes integrate polynomials exactly") {
  auto const& rule = sequential::LegendreQuadrature(32);
  double sum = 0;
  double fourth = 0;
  for (size_t i = 0; i < rule.nodes.size(); ++i) {
    sum += rule.weights[i];
    fourth += rule.weights[i] * std::pow(rule.nodes[i], 4);
  }
  CHECK_NEAR(sum, 2, 1e-14);
  CHECK_NEAR(fourth, 0.4, 1e-14);
}

TEST("exits and what goes on add up to one") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> const times{0.3, 0.31, 0.7, 1};
  std::vector<double> const upper{2.5, infinity, 2.2, -infinity};
  std::vector<double> const lower{-infinity, -1, -1.5, -infinity};
  for (double drift : {-2.0, 0.0, 3.0}) {
    auto const exits = sequential::ExitProbabilities(times, lower, upper, drift);
    double total = 0;
    for (size_t k = 0; k < times.size(); ++k) total += exits.above[k] + exits.below[k];
    CHECK_NEAR(total, 1, 1e-12);
  }
}

TEST("bad plans are refused") {
  std::array<double, 2> const times{0.5, 0.4};
  std::array<double, 2> const spent{0.01, 0.05};
  CHECK_THROWS(ErrorCode::kBadInput, sequential::SpendingBoundary(times, spent, true));
}

TEST("impossible counts have no exact test") {
  CHECK_EQ(exact::LowerBound({5, 5, 0, 5}, {exact::Ordering::kPooledZ}, 0.1), -1.0);
  CHECK_THROWS(ErrorCode::kBadInput, exact::TwoSidedTail({6, 5, 1, 5}));
}

TEST("permutations of three and two values are counted by hand") {
  std::array<double, 3> const control{1, 2, 3};
  std::array<double, 2> const treatment{4, 6};
  auto const counts = exact::PermuteMeans(control, treatment, 100, 1, 2, nullptr);
  CHECK(counts.complete);
  CHECK_EQ(counts.relabellings, 10.0);
  CHECK_EQ(counts.upper, 1.0);
  CHECK_EQ(counts.lower, 10.0);
}
