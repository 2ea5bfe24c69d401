#include "core/sequential/boundaries.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/distributions/continuous.h"
#include "core/distributions/solve.h"
#include "core/sequential/walk.h"

namespace winback::sequential {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFarthest = 38;  // P(Z > 38) is the last above the smallest double

void CheckInformation(std::span<double const> information) {
  Require(!information.empty() && information.size() <= 1000, "a plan has 1 to 1000 looks");
  double before = 0;
  for (double now : information) {
    Require(std::isfinite(now) && now > before, "information must be finite and grow from above 0");
    before = now;
  }
}

double NextOf(std::span<double const> information, size_t look) {
  return look + 1 < information.size() ? information[look + 1] : 0;
}

}  // namespace

std::vector<double> SpendingBoundary(std::span<double const> information,
                                     std::span<double const> spent, bool two_sided) {
  CheckInformation(information);
  Require(spent.size() == information.size(), "spent must have one value for each look");
  Walk walk(0);
  std::vector<double> bounds;
  double before = 0;
  for (size_t k = 0; k < information.size(); ++k) {
    Require(spent[k] >= before && spent[k] < 1, "alpha spent must not decrease and stay below 1");
    double const side = (spent[k] - before) / (two_sided ? 2 : 1);
    before = spent[k];
    walk.Reach(information[k], NextOf(information, k));
    double bound = kInfinity;
    if (side > 0 && k == 0) {
      bound = distributions::NormalQuantile(side, false);
    } else if (side > 0 && walk.ExitAbove(kFarthest) < side) {
      // On the log scale: what a look may spend spans hundreds of powers of ten.
      auto const excess = [&](double z) {
        return std::log(std::max(walk.ExitAbove(z), 1e-320)) - std::log(side);
      };
      double low = 0;
      while (low > -kFarthest && excess(low) < 0) low -= 4;
      bound = distributions::Solve<double>(excess, low, kFarthest);
    }
    bounds.push_back(bound);
    if (k + 1 < information.size()) walk.Continue(two_sided ? -bound : -kInfinity, bound);
  }
  return bounds;
}

std::vector<double> ClassicBoundary(std::span<double const> information, double shape, double alpha,
                                    bool two_sided) {
  CheckInformation(information);
  Require(alpha > 0 && alpha < 1, "alpha must be between 0 and 1");
  size_t const looks = information.size();
  std::vector<double> upper(looks);
  std::vector<double> lower(looks, -kInfinity);
  auto const place = [&](double c) {
    for (size_t k = 0; k < looks; ++k) {
      upper[k] = c * std::pow(information[k] / information[looks - 1], shape - 0.5);
      if (two_sided) lower[k] = -upper[k];
    }
  };
  auto const excess = [&](double c) {
    place(c);
    Exits const exits = ExitProbabilities(information, lower, upper, 0);
    double total = 0;
    for (size_t k = 0; k < looks; ++k) total += exits.above[k] + exits.below[k];
    return std::log(total / alpha);
  };
  double const single = distributions::NormalQuantile(two_sided ? alpha / 2 : alpha, false);
  double const all = distributions::NormalQuantile(
      alpha / static_cast<double>(looks) / (two_sided ? 2 : 1), false);
  // One look needs `single`; Bonferroni over all looks is more than enough.
  double const c =
      looks == 1 ? single : distributions::Solve<double>(excess, single - 1e-9, all + 1e-9);
  place(c);
  return upper;
}

Exits ExitProbabilities(std::span<double const> information, std::span<double const> lower,
                        std::span<double const> upper, double drift) {
  CheckInformation(information);
  Require(lower.size() == information.size() && upper.size() == information.size(),
          "bounds must have one value for each look");
  Walk walk(drift);
  Exits exits;
  for (size_t k = 0; k < information.size(); ++k) {
    Require(lower[k] <= upper[k], "a lower bound must not lie above its upper bound");
    walk.Reach(information[k], NextOf(information, k));
    exits.above.push_back(upper[k] == kInfinity ? 0 : walk.ExitAbove(upper[k]));
    exits.below.push_back(lower[k] == -kInfinity ? 0 : walk.ExitBelow(lower[k]));
    if (k + 1 < information.size()) walk.Continue(lower[k], upper[k]);
  }
  return exits;
}

}  // namespace winback::sequential
