#include "core/exact/unconditional.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/distributions/normal_quantile.h"
#include "core/exact/score.h"
#include "core/exact/search.h"

namespace winback::exact {
namespace {

size_t At(int64_t i) { return static_cast<size_t>(i); }

void Check(Counts const& c) {
  Require(c.n1 >= 1 && c.n2 >= 1 && c.n1 + c.n2 <= 20000,
          "an exact unconditional test takes 1 to 20000 users in both groups together");
  Require(c.x1 >= 0 && c.x1 <= c.n1 && c.x2 >= 0 && c.x2 <= c.n2,
          "successes must be from 0 to the number of trials");
}

Border NullBorder(Counts const& c, Null const& null) {
  return null.effect == Neutral(null.scale) ? UpperBorder(c, null.ordering)
                                            : ScoreBorder(c, null.scale, null.effect);
}

// Tables of either region.
Border Joined(Border a, Border const& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] = std::min(a[i], b[i]);
  return a;
}

// `own` with every table whose p is below `tail`, where that of the one seen is not: tables ordered
// above another that is not rejected, at best one just short of it. `seen` is the null's border.
Border WithRejected(Border const& own, Border const& seen, Counts const& c, Null const& null,
                    double tail) {
  Border joined = Joined(own, seen);
  // Tables of the middle row lie nearest to each other.
  auto const [p1, p2] = RateLine(null.scale, null.effect).At(kPi / 2);
  auto const n1 = static_cast<double>(c.n1);
  auto const n2 = static_cast<double>(c.n2);
  Counts other = c;
  other.x1 = std::llround(p1 * n1);
  double const centre = p2 / p1 * static_cast<double>(other.x1) / n1 * n2;
  double const step = n2 * std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
  double const critical = -stats::NormalQuantile(tail);
  auto low = static_cast<int64_t>(centre);
  int64_t high = std::min(c.n2 + 1, static_cast<int64_t>(centre + (critical + 0.6) * step) + 2);
  int64_t next = static_cast<int64_t>(centre + (critical - 0.1) * step);
  while (high - low > 1 && joined != own) {
    other.x2 = next > low && next < high ? next : low + (high - low) / 2;
    next = low;
    Border const further = NullBorder(other, null);
    if (Search(other, null.scale, further).Reaches(null.effect, tail)) {
      low = other.x2;
      joined = Joined(own, further);
    } else {
      high = other.x2;
    }
  }
  return joined;
}

// Yates's correction of the designated statistic. By the plain score rare events get limits of the
// ratio that are far too short, and all others pay for it; lengths over tables of up to 9 successes
// are smallest with three quarters of it.
constexpr double Correction(Scale scale) { return scale == Scale::kDifference ? 0 : 0.75; }

double Estimate(Counts const& c, Scale scale) {
  double const r1 = static_cast<double>(c.x1) / static_cast<double>(c.n1);
  double const r2 = static_cast<double>(c.x2) / static_cast<double>(c.n2);
  return scale == Scale::kDifference ? r2 - r1 : r2 / (r1 + r2);
}

}  // namespace

double UpperTail(Counts const& counts, Null const& null) { return Judge(counts, null).tail; }

double TwoSidedTail(Counts const& counts) {
  Check(counts);
  Counts up = counts;
  if (up.x2 * up.n1 < up.x1 * up.n2) up = {up.n1 - up.x1, up.n1, up.n2 - up.x2, up.n2};
  Border const upper = UpperBorder(up, Ordering::kPooledZ);
  // (i, j) is as extreme downwards as (n1 - i, n2 - j) is upwards.
  Border lower(upper.size());
  for (int64_t i = 0; i <= up.n1; ++i) lower[At(i)] = up.n2 - upper[At(up.n1 - i)];
  if (up.x2 * up.n1 == up.x1 * up.n2) return 1;
  return Search(up, Scale::kDifference, upper, lower).Largest(0);
}

Judged Judge(Counts const& c, Null const& null) {
  Check(c);
  Border border = NullBorder(c, null);
  double const tail = Search(c, null.scale, border).Largest(null.effect);
  return {tail, std::move(border)};
}

double LowerBound(Counts const& c, Null const& null, Judged const& judged, double tail) {
  // Any statistic may be designated: one of confidence below 1/2 would put tables without a success
  // in either group above others.
  double const critical = std::max(0.25, -stats::NormalQuantile(tail));
  double const correction = Correction(null.scale);
  double const limit = ScoreLimit(c, null.scale, critical, correction);
  double const least = Least(null.scale);
  if (limit == least) return least;
  double const error = std::max(1e-9, (Estimate(c, null.scale) - limit) / critical);
  Border own = ScoreBorder(c, null.scale, limit, correction);
  if (judged.tail >= tail) {
    Search search(c, null.scale, WithRejected(own, judged.border, c, null, tail));
    return search.Root(tail, std::min(limit, null.effect), least, null.effect, error);
  }
  Search search(c, null.scale, std::move(own));
  double const bound = search.Root(tail, std::max(limit, null.effect), null.effect, 1, error);
  return std::max(bound, std::nextafter(null.effect, 1.0));
}

double LowerBound(Counts const& counts, Null const& null, double tail) {
  return LowerBound(counts, null, Judge(counts, null), tail);
}

}  // namespace winback::exact
