// Each user's best action once money has a price: argmax of value - price x cost, in exact
// integers.
#pragma once

#include <array>

#include "core/allocation/user_source.h"

namespace winback::allocation {

// One action a user and what it is worth at the price, times the denominator.
template <class Number>
struct Choices {
  std::array<Number, kBlockUsers> worth;
  std::array<Number, kBlockUsers> second;  // the most that any other action is worth
  std::array<double, kBlockUsers> cost;
  std::array<double, kBlockUsers>
      action;  // -1 = none; as wide as the rest, so that loops vectorise
};

// Between equal worth the cheaper action wins, then the lower index; no action counts as cost 0 and
// index -1.
// Number is double (exact while |value x denominator| and |numerator x cost| stay below 2^52) or
// Int128 (always).
template <class Number>
void Choose(Block const& block, int actions, Price price, Choices<Number>& out) {
  auto const denominator = static_cast<Number>(price.denominator);
  auto const numerator = static_cast<Number>(price.numerator);
  out.worth.fill(0);
  out.second.fill(static_cast<Number>(-0x1.0p100));
  out.cost.fill(0);
  out.action.fill(-1);
  for (int action = 0; action < actions; ++action) {
    double const* const value = &block.value[Block::At(action, 0)];
    double const* const cost = &block.cost[Block::At(action, 0)];
    for (size_t i = 0; i < kBlockUsers; ++i) {
      Number const worth =
          static_cast<Number>(value[i]) * denominator - numerator * static_cast<Number>(cost[i]);
      Number const best = out.worth[i];
      bool const better = (worth > best) | ((worth == best) & (cost[i] < out.cost[i]));
      Number const other = better ? best : worth;
      out.second[i] = other > out.second[i] ? other : out.second[i];
      out.worth[i] = better ? worth : best;
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
