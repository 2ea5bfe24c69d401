// Reduced values of single users under several limits.
#pragma once

#include <array>

#include "core/allocation/limits.h"

namespace winback::allocation {

// A key as a number in [0, 1).
inline double KeyFraction(uint64_t key) { return static_cast<double>(key >> 11) * 0x1.0p-53; }

// What an action uses of a limit; an "at least" counts downwards.
inline double SignedUse(Limit const& limit, int group, int action, double cost) {
  if (action < 0 || !limit.Counts(group, action)) return 0;
  return limit.Sign() * (limit.spend ? cost : 1);
}

// Reduced values of one user: [0] is no action, [j + 1] action j; a forbidden one is not `open`.
template <class Number>
struct Worths {
  std::array<Number, kMaxActions + 1> of;
  std::array<bool, kMaxActions + 1> open;
  size_t best = 0;

  void Read(Block const& block, int i, int actions, Charges<Number> const& charges,
            Number denominator) {
    of[0] = 0;
    open[0] = true;
    best = 0;
    uint32_t const allowed = block.allowed[static_cast<size_t>(i)];
    int const group = block.group[static_cast<size_t>(i)];
    for (int j = 0; j < actions; ++j) {
      auto const c = static_cast<size_t>(j) + 1;
      open[c] = ((allowed >> j) & 1) != 0;
      of[c] = static_cast<Number>(block.Value(j, i)) * denominator -
              charges.Of(group, j, static_cast<Number>(block.Cost(j, i)));
      if (open[c] && of[c] > of[best]) best = c;
    }
  }
};

}  // namespace winback::allocation
