#include "core/exact/unconditional.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/distributions/solve.h"
#include "core/exact/border.h"
#include "core/exact/maximum.h"
#include "core/exact/region.h"
#include "core/stats/normal_quantile.h"

namespace winback::exact {
namespace {

size_t At(int64_t i) { return static_cast<size_t>(i); }

void Check(Counts const& c) {
  Require(c.n1 >= 1 && c.n2 >= 1 && c.n1 + c.n2 <= 20000,
          "an exact unconditional test takes 1 to 20000 users in both groups together");
  Require(c.x1 >= 0 && c.x1 <= c.n1 && c.x2 >= 0 && c.x2 <= c.n2,
          "successes must be from 0 to the number of trials");
}

// The control rates p1 for which p1 + difference is a rate, by an angle from 0 to pi.
struct Rates {
  explicit Rates(double difference)
      : low(std::max(0.0, -difference)), high(std::min(1.0, 1 - difference)) {}

  double At(double angle) const {
    double const sine = std::sin(angle / 2);
    return low + (high - low) * sine * sine;
  }

  double low;
  double high;
};

// The supremum over p1 of P(region) at p2 = p1 + difference.
class Search {
 public:
  Search(Counts const& c, std::vector<int64_t> upper, std::vector<int64_t> lower = {})
      : n_(static_cast<double>(c.n1 + c.n2)),
        pooled_(static_cast<double>(c.x1 + c.x2) / n_),
        // A binomial count blurs the angle by 1 / sqrt(n): six cells in that width miss no top.
        everything_(upper.back() == 0),
        points_(static_cast<int>(std::ceil(6 * kPi * std::sqrt(n_))) + 20),
        region_(c.n1, c.n2, std::move(upper), std::move(lower)) {}

  // Whether even the table furthest down, all of control and none of treatment, is in the region.
  bool Everything() const { return everything_; }

  // Everywhere. Keeps the neighbourhood of the top for Near.
  double Everywhere(double difference) {
    if (everything_) return 1;
    Rates const rates(difference);
    region_.Matters(0);
    region_.Matters(Probability(rates.low + (rates.high - rates.low) * pooled_, difference));
    auto const top =
        Largest([&](double angle) { return Probability(rates.At(angle), difference); }, points_);
    // Less than the blur's width: one top stays one top for nearby differences as well.
    window_low_ = std::max(0.0, top.at - 4 * kPi / points_);
    window_high_ = std::min(kPi, top.at + 4 * kPi / points_);
    return top.value;
  }

  // In the neighbourhood of the last top only: a lower bound of Everywhere. The ends count as well:
  // the top may be an end of the range, which golden section nears but never reaches.
  double Near(double difference) {
    Rates const rates(difference);
    auto const at = [&](double angle) { return Probability(rates.At(angle), difference); };
    return std::max(
        {TopBetween(at, window_low_, window_high_, 30).value, at(window_low_), at(window_high_)});
  }

  // The difference between low and high at which Everywhere is `tail`; it is below `tail` at low
  // and not at high. Roots of Near are found and Everywhere looks whether another top has passed
  // it, so that the answer is one of the whole range.
  double Root(double tail, double start, double low, double high, double error);

 private:
  double Probability(double p1, double difference) {
    return region_(p1, std::clamp(p1 + difference, 0.0, 1.0));
  }
  double NearRoot(double tail, double value, double start, double low, double high, double error);

  double n_;
  double pooled_;
  bool everything_;
  int points_;
  Region region_;
  double window_low_ = 0;  // angles
  double window_high_ = kPi;
};

double Search::Root(double tail, double start, double low, double high, double error) {
  double at = start;
  for (int pass = 0; pass < 20; ++pass) {
    double const value = Everywhere(at);
    if (std::abs(value - tail) <= 1e-11 * tail) return at;
    (value < tail ? low : high) = at;
    double const next = NearRoot(tail, value, at, low, high, error);
    if (std::abs(next - at) <= 1e-13) return next;
    at = next;
  }
  return distributions::Solve<double>([&](double d) { return Everywhere(d) - tail; }, low, high,
                                      1e-12);
}

// `error` is the difference's standard error: the logarithm of a tail falls by about 2 for each.
double Search::NearRoot(double tail, double value, double start, double low, double high,
                        double error) {
  auto const excess = [&](double difference) { return std::log(Near(difference) / tail); };
  bool const upwards = value < tail;
  double step = std::abs(std::log(value / tail)) * error / 2;
  double near = start;
  double far = start;
  do {
    near = far;
    far = std::clamp(far + (upwards ? step : -step), low, high);
    if (far == near) return far;
    step *= 2;
  } while ((excess(far) < 0) == upwards);
  return distributions::Solve<double>(excess, std::min(near, far), std::max(near, far), 1e-14);
}

// Of one arm's tables seen from control: those as far up.
Search UpperSearch(Counts const& counts, Ordering ordering) {
  Check(counts);
  return Search(counts, UpperBorder(counts, ordering));
}

// Tables not above control count as below all others and among themselves by z: one ordering still,
// so the bound keeps its confidence. And no test at `tail` contradicts it: at a common rate between
// both shares each count is as far out as seen with a chance of 1/2 (a binomial's median is within
// its rounded mean), so those tables have tails from 1/4 on.
bool BoundByZ(Counts const& counts, Ordering ordering, double tail) {
  return ordering == Ordering::kFisher && tail <= 0.25 &&
         counts.x2 * counts.n1 <= counts.x1 * counts.n2;
}

double BoundFrom(Search& search, Counts const& counts, double at_zero, double tail) {
  if (search.Everything()) return -1;
  // Near the bound the tail of a normal difference with a success and a failure added to each
  // group.
  auto const n1 = static_cast<double>(counts.n1 + 2);
  auto const n2 = static_cast<double>(counts.n2 + 2);
  double const p1 = static_cast<double>(counts.x1 + 1) / n1;
  double const p2 = static_cast<double>(counts.x2 + 1) / n2;
  double const error = std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
  double const guess = p2 - p1 + stats::NormalQuantile(tail) * error;
  // The tail grows from 0 at -1 to 1 at 1.
  if (at_zero < tail) {
    return std::max(search.Root(tail, std::clamp(guess, 1e-3 * error, 1.0), 0, 1, error),
                    std::numeric_limits<double>::min());
  }
  return search.Root(tail, std::clamp(guess, -1.0, 0.0), -1, 0, error);
}

}  // namespace

double UpperTail(Counts const& counts, Ordering ordering, double difference) {
  return UpperSearch(counts, ordering).Everywhere(difference);
}

double TwoSidedTail(Counts const& counts) {
  Check(counts);
  Counts up = counts;
  if (up.x2 * up.n1 < up.x1 * up.n2) up = {up.n1 - up.x1, up.n1, up.n2 - up.x2, up.n2};
  std::vector<int64_t> const upper = UpperBorder(up, Ordering::kPooledZ);
  // (i, j) is as extreme downwards as (n1 - i, n2 - j) is upwards.
  std::vector<int64_t> lower(upper.size());
  for (int64_t i = 0; i <= up.n1; ++i) lower[At(i)] = up.n2 - upper[At(up.n1 - i)];
  if (up.x2 * up.n1 == up.x1 * up.n2) return 1;
  return Search(up, upper, lower).Everywhere(0);
}

double LowerBound(Counts const& counts, Ordering ordering, double tail) {
  return UpperTailAndBound(counts, ordering, tail).bound;
}

TailAndBound UpperTailAndBound(Counts const& counts, Ordering ordering, double tail) {
  auto search = UpperSearch(counts, ordering);
  double const at_zero = search.Everywhere(0);
  if (!BoundByZ(counts, ordering, tail)) {
    return {at_zero, BoundFrom(search, counts, at_zero, tail)};
  }
  auto by_z = UpperSearch(counts, Ordering::kPooledZ);
  return {at_zero, BoundFrom(by_z, counts, 1, tail)};
}

}  // namespace winback::exact
