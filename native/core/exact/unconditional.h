// Exact unconditional tests of two proportions: the largest probability, over the unknown rates, of
// a table at least as extreme as the one seen. Barnard (1945), Boschloo (1970); with a margin Chan
// (1998). And the exact intervals of difference and ratio that agree with them.
#pragma once

#include "core/exact/border.h"
#include "core/exact/counts.h"
#include "core/exact/rates.h"

namespace winback::exact {

// The effect under the null hypothesis, and what tables are ordered by where it is the neutral one;
// elsewhere by the score statistic under it.
struct Null {
  Ordering ordering;
  Scale scale = Scale::kDifference;
  double effect = 0;
};

// A one-sided test: sup over the rates with the null's effect of P(tables as far up or further),
// and which tables those are.
struct Judged {
  double tail;
  Border border;
};
Judged Judge(Counts const& counts, Null const& null);

double UpperTail(Counts const& counts, Null const& null);

// The same with tables as extreme on either side by |z| (no effect, kPooledZ).
double TwoSidedTail(Counts const& counts);

// The exact lower confidence bound of the null's effect at confidence 1 - tail; the least effect
// where every effect is possible. It lies above the null's effect exactly when UpperTail is below
// `tail`.
//
// It is Buehler's (1957) bound with the score limit as the designated statistic: the effect at
// which the region R of tables with no lower score limit has the largest probability `tail`. Tables
// of p below `tail` are put above all others; so for a table that is not one of them R takes in
// theirs, or any region that holds all of theirs, and the bound is no larger than the null's
// effect.
double LowerBound(Counts const& counts, Null const& null, Judged const& judged, double tail);
double LowerBound(Counts const& counts, Null const& null, double tail);

}  // namespace winback::exact
