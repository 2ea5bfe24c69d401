// The price of money: the slope of the step at which the budget runs out.
#pragma once

#include "core/allocation/slopes.h"

namespace winback::allocation {

// The dual price of the linear relaxation for `budget` fen: its optimal multiplier but for the
// rounding HullReader states. 0 when the budget does not bind.
Price FindPrice(UserSource const& source, MarketCurve const& market, Int128 budget, int threads,
                StopToken const* stop);

}  // namespace winback::allocation
