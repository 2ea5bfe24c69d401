// Ranks of values among all rows.
#pragma once

#include <span>

namespace winback::events {

// Each value becomes the share of the other values that come before it: 0 the first, ties share the
// lowest. NaN comes after all others, whichever way they are ordered.
void RankInPlace(std::span<double> values, bool descending);

}  // namespace winback::events
