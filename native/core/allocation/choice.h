// Each user's best action once money has a price: argmax of value - price x cost, in exact
// integers.
#pragma once

#include <array>

#include "core/allocation/user_source.h"

namespace winback::allocation {

// One action a user, kNoAction included, and what it is worth at the price, times the denominator.
template <class Number>
struct Choices {
  std::array<Number, kBlockUsers> worth;
  std::array<double, kBlockUsers> cost;
  std::array<double, kBlockUsers> action;  // as a number of the same width, so that loops vectorise
};

// Between equal worth the cheaper action wins, then the lower index; no action counts as cost 0 and
// index -1. With `dearest` the dearer one wins instead.
// Number is double (exact while |value x denominator| and |numerator x cost| stay below 2^52) or
// Int128 (always).
template <class Number>
void Choose(Block const& block, int actions, Price price, bool dearest, Choices<Number>& out) {
  auto const denominator = static_cast<Number>(price.denominator);
  auto const numerator = static_cast<Number>(price.numerator);
  out.worth.fill(0);
  out.cost.fill(0);
  out.action.fill(-1);
  double const sign = dearest ? -1 : 1;
  for (int action = 0; action < actions; ++action) {
    double const* const value = &block.value[Block::At(action, 0)];
    double const* const cost = &block.cost[Block::At(action, 0)];
    for (size_t i = 0; i < kBlockUsers; ++i) {
      Number const worth =
          static_cast<Number>(value[i]) * denominator - numerator * static_cast<Number>(cost[i]);
      bool const better = (worth > out.worth[i]) |
                          ((worth == out.worth[i]) & (sign * cost[i] < sign * out.cost[i]));
      out.worth[i] = better ? worth : out.worth[i];
      out.cost[i] = better ? cost[i] : out.cost[i];
      out.action[i] = better ? static_cast<double>(action) : out.action[i];
    }
  }
}

// Extent of the numbers in a market, to know which arithmetic is exact.
struct Extent {
  double value = 0;  // largest |value|, micro-yuan
  double cost = 0;   // largest |cost|, fen

  void Cover(Extent const& other) {
    value = std::max(value, other.value);
    cost = std::max(cost, other.cost);
  }
  // Whether Choices<double> is exact at `price`.
  bool FitsDouble(Price price) const {
    constexpr double kExact = 0x1.0p52;
    return value * static_cast<double>(price.denominator) < kExact &&
           cost * static_cast<double>(price.numerator) < kExact;
  }
};

}  // namespace winback::allocation
