// Profit against budget, read off the market's curve: no user is looked at again.
#pragma once

#include <span>
#include <vector>

#include "core/allocation/slopes.h"

namespace winback::allocation {

// Of the best plan for one budget, in micro-yuan. Within a bucket slopes differ by 0.1 %, so both
// bounds of the fractional optimum are that close for the last steps bought, and exact for the
// rest.
struct FrontierPoint {
  double lower = 0;     // the fractional optimum is at least this
  double upper = 0;     // and no plan earns more than this
  double marginal = 0;  // of the next fen
};

// One point for each budget (fen, ascending). Throws kBadInput when they descend or are negative.
std::vector<FrontierPoint> Frontier(MarketCurve const& market, std::span<double const> budgets);

}  // namespace winback::allocation
