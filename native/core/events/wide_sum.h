// Sums of 64-bit values that cannot overflow, and what DuckDB makes of such a sum.
#pragma once

#include <cstdint>

namespace winback::events {

__extension__ typedef __int128 WideSum;
__extension__ typedef unsigned __int128 WideBits;

// As DuckDB casts HUGEINT to DOUBLE: halves are cast one by one, and a sum between -2^64 and 0 by
// its complement.
inline double DoubleOf(WideSum sum) {
  auto const bits = static_cast<WideBits>(sum);
  auto const lower = static_cast<uint64_t>(bits);
  auto const upper = static_cast<int64_t>(static_cast<uint64_t>(bits >> 64));
  if (upper == -1) return -static_cast<double>(UINT64_MAX - lower) - 1;
  return static_cast<double>(lower) + static_cast<double>(upper) * static_cast<double>(UINT64_MAX);
}

// As DuckDB averages whole numbers: the quotient is rounded to long double first.
inline double MeanOf(WideSum sum, uint64_t count) {
  auto const bits = static_cast<WideBits>(sum);
  auto const lower = static_cast<uint64_t>(bits);
  auto const upper = static_cast<int64_t>(static_cast<uint64_t>(bits >> 64));
  auto const high = static_cast<long double>(UINT64_MAX);
  long double const total =
      upper == -1 ? -static_cast<long double>(UINT64_MAX - lower) - 1
                  : static_cast<long double>(lower) + static_cast<long double>(upper) * high;
  return static_cast<double>(total / static_cast<long double>(count));
}

}  // namespace winback::events
