// Exact unconditional tests of two proportions: the largest probability, over the unknown common
// level, of a table at least as extreme as the one seen. Barnard (1945), Boschloo (1970).
#pragma once

#include <cstdint>

namespace winback::exact {

// x of n in control (1) and treatment (2). 0 <= x <= n, 1 <= n, n1 + n2 <= 20000.
struct Counts {
  int64_t x1, n1, x2, n2;
};

// What "at least as extreme" is measured by.
enum class Ordering {
  kPooledZ = 0,  // Barnard's test: the pooled z statistic, compared in whole numbers
  kFisher = 1,   // Boschloo's test: Fisher's one-sided p, ties within 1e-12 of p or 1 - p
};

// sup over p1 of P(tables as far up or further), when p2 = p1 + difference. Increasing in
// `difference`. Relative error of the probability about 1e-13 sqrt(n / 400).
double UpperTail(Counts const& counts, Ordering ordering, double difference);

// The same with tables as extreme on either side by |z| (difference 0 only, kPooledZ).
double TwoSidedTail(Counts const& counts);

// The difference at which UpperTail is `tail`: the exact lower confidence bound of p2 - p1 at
// confidence 1 - tail (Buehler). -1 where every difference is possible. It lies above 0 exactly
// when UpperTail at 0 is below `tail`. Under kFisher a table that is not above control takes the
// bound of kPooledZ (`tail` <= 1/4): by Fisher's p nearly all tables are as far up as that one.
double LowerBound(Counts const& counts, Ordering ordering, double tail);

// Both at once: UpperTail at difference 0 and the bound at `tail`.
struct TailAndBound {
  double tail, bound;
};
TailAndBound UpperTailAndBound(Counts const& counts, Ordering ordering, double tail);

// Control and treatment changed over: the lower tail of `c` is the upper tail of this, mirrored.
constexpr Counts Swapped(Counts const& c) { return {c.x2, c.n2, c.x1, c.n1}; }

}  // namespace winback::exact
