// Exact numbers of the allocation room. Costs are whole fen, values whole micro-yuan; both travel
// as doubles, which hold every integer below 2^53, and are summed and compared as integers.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace winback::allocation {

__extension__ using Int128 = __int128;

inline constexpr double kMicroPerFen = 1e4;
inline constexpr double kMicroPerYuan = 1e6;
inline constexpr double kFenPerYuan = 100;
// Largest |value| in micro-yuan and |cost| in fen of one action for one user.
inline constexpr double kMaxValue = 0x1.0p50;
inline constexpr double kMaxCost = 0x1.0p36;

// Nearest integer, ties to even, for |x| <= 2^51: adding 1.5 * 2^52 leaves no bits below the unit.
// src/campaign/economics.ts does the same two additions, so both sides agree bit for bit.
inline double Nearest(double x) {
  constexpr double kShift = 6755399441055744.0;
  return (x + kShift) - kShift;
}

// Whole units of an amount that is never understated: up, except from within 1e-6 above an integer,
// where the fraction is the rounding of a decimal (0.07 * 100 = 7.000000000000001).
inline double WholeUp(double x) {
  double const near = Nearest(x);
  if (near >= x || x - near <= 1e-6) return near;
  return near + 1;
}

// A multiplier: micro-yuan of profit for one fen, or for one user. >= 0.
struct Price {
  int64_t numerator = 0;
  int64_t denominator = 1;
};

inline Price Reduced(int64_t numerator, int64_t denominator) {
  int64_t const divisor = std::gcd(numerator, denominator);
  return divisor == 0 ? Price{} : Price{numerator / divisor, denominator / divisor};
}

inline Int128 FloorDivide(Int128 a, Int128 positive) {
  Int128 const quotient = a / positive;
  return quotient * positive > a ? quotient - 1 : quotient;
}

inline std::string Decimal(Int128 value) {
  if (value == 0) return "0";
  bool const negative = value < 0;
  std::string digits;
  while (value != 0) {
    int const digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    value /= 10;
  }
  return negative ? "-" + digits : digits;
}

// Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): spreads the bits of any key.
inline uint64_t Mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace winback::allocation
