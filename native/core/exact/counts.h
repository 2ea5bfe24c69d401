// Successes of two groups.
#pragma once

#include <cstdint>

namespace winback::exact {

// x of n in control (1) and treatment (2). 0 <= x <= n, 1 <= n, n1 + n2 <= 20000.
struct Counts {
  int64_t x1, n1, x2, n2;
};

// Control and treatment changed over: the lower tail of `c` is the upper tail of this, mirrored.
constexpr Counts Swapped(Counts const& c) { return {c.x2, c.n2, c.x1, c.n1}; }

}  // namespace winback::exact
