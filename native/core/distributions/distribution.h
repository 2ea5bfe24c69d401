// One entry for every distribution, measure and argument: what the addon exports.
#pragma once

#include <array>
#include <span>

namespace winback::distributions {

// The numbers cross the boundary: src/native/distributions-binding.ts holds the same list.
enum class Family {
  kNormal = 0,          // -
  kStudent = 1,         // df > 0
  kBeta = 2,            // a > 0, b > 0
  kGamma = 3,           // shape > 0, scale > 0
  kFisher = 4,          // d1 > 0, d2 > 0
  kBinomial = 5,        // n whole >= 0, p in [0, 1]
  kHypergeometric = 6,  // population, marked, draws: whole, marked and draws <= population
  kNoncentralT = 7,     // df > 0, shift
};

enum class Measure {
  kCdf = 0,
  kSurvival = 1,
  kLogCdf = 2,
  kLogSurvival = 3,
  kQuantile = 4,
  kInverseSurvival = 5,
};

using Parameters = std::array<double, 3>;

// One value. `x` is a point, or for the last two measures a probability in [0, 1].
// Throws kBadInput for NaN, for a probability outside [0, 1] or parameters outside their range.
double Evaluate(Family family, Measure measure, double x, Parameters const& parameters);

// The same for every element of x, into out (same length; may be the same memory).
void EvaluateEach(Family family, Measure measure, std::span<double const> x,
                  Parameters const& parameters, std::span<double> out);

}  // namespace winback::distributions
