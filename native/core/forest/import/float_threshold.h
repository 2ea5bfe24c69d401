// Comparisons of values that were rounded to float32, as comparisons of the doubles themselves.
//
// Rounding is monotone: the doubles that round to a float32 below a bound are all doubles up to the
// middle between that float32 and the bound. So no value has to be rounded when it is scored.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace winback::forest {

// The largest double whose nearest float32 (ties to even, as the hardware rounds) is at most
// `bound`, which is not NaN. Infinity for an infinite or the largest bound only where all doubles
// are meant.
inline double LargestRoundingTo(float bound) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kLargest = std::numeric_limits<float>::max();
  if (bound == kInfinity) return std::numeric_limits<double>::infinity();
  // Past the largest float32 comes the power of two that would follow it: from the middle on,
  // doubles round to infinity.
  double const own = bound == -kInfinity ? -0x1p128 : double{bound};
  double const next = bound == kLargest     ? 0x1p128
                      : bound == -kInfinity ? -double{kLargest}
                                            : double{std::nextafter(bound, kInfinity)};
  double const middle = own / 2 + next / 2;
  bool const even = (std::bit_cast<uint32_t>(bound) & 1) == 0;
  return even ? middle : std::nextafter(middle, -std::numeric_limits<double>::infinity());
}

// `value < bound` in float32 is `value <= ThresholdBelow(bound)` for the value before rounding.
// -infinity as a bound leaves no value: LargestRoundingTo's is then NaN's, which no tree may hold.
inline double ThresholdBelow(float bound) {
  return LargestRoundingTo(std::nextafter(bound, -std::numeric_limits<float>::infinity()));
}

// The largest float32 that is at most `threshold`, for libraries that compare a value rounded to
// float32 with a double.
inline float LargestFloatUpTo(double threshold) {
  auto const near = static_cast<float>(threshold);
  return double{near} > threshold ? std::nextafter(near, -std::numeric_limits<float>::infinity())
                                  : near;
}

}  // namespace winback::forest
