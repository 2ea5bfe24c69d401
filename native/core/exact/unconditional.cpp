#include "core/exact/unconditional.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/distributions/discrete.h"
#include "core/distributions/solve.h"

namespace winback::exact {
namespace {

__extension__ typedef __int128 Wide;

size_t At(int64_t i) { return static_cast<size_t>(i); }

void Check(Counts const& c) {
  Require(c.n1 >= 1 && c.n2 >= 1 && c.n1 + c.n2 <= 20000,
          "an exact unconditional test takes 1 to 20000 users in both groups together");
  Require(c.x1 >= 0 && c.x1 <= c.n1 && c.x2 >= 0 && c.x2 <= c.n2,
          "successes must be from 0 to the number of trials");
}

// Whether z of (i, j) >= z of the table seen, without rounding: z^2 is a ratio of whole numbers.
bool ZReaches(Counts const& c, int64_t i, int64_t j) {
  Wide const n = c.n1 + c.n2;
  Wide const seen = Wide{c.x2} * c.n1 - Wide{c.x1} * c.n2;
  Wide const here = Wide{j} * c.n1 - Wide{i} * c.n2;
  if (seen == 0 || (seen > 0) != (here > 0)) return here >= seen;
  Wide const seen_total = c.x1 + c.x2;
  Wide const here_total = i + j;
  Wide const left = here * here * seen_total * (n - seen_total);
  Wide const right = seen * seen * here_total * (n - here_total);
  return seen > 0 ? left >= right : left <= right;
}

double FisherUpper(Counts const& c, int64_t i, int64_t j) {
  return static_cast<double>(distributions::HypergeometricTails(
                                 static_cast<double>(j - 1), static_cast<double>(c.n1 + c.n2),
                                 static_cast<double>(i + j), static_cast<double>(c.n2))
                                 .upper);
}

// For every control count i the smallest treatment count j that is as extreme (n2 + 1: none). Both
// orderings grow with j and fall with i, so the border is walked once.
std::vector<int64_t> UpperBorder(Counts const& c, Ordering ordering) {
  double const seen = ordering == Ordering::kFisher ? FisherUpper(c, c.x1, c.x2) * (1 + 1e-12) : 0;
  auto const reaches = [&](int64_t i, int64_t j) {
    return ordering == Ordering::kFisher ? FisherUpper(c, i, j) <= seen : ZReaches(c, i, j);
  };
  std::vector<int64_t> border(At(c.n1 + 1));
  int64_t j = 0;
  for (int64_t i = 0; i <= c.n1; ++i) {
    while (j <= c.n2 && !reaches(i, j)) ++j;
    border[At(i)] = j;
  }
  return border;
}

// P(X = k) for k = 0..n, by ratios outwards from the mode.
void BinomialMasses(int64_t n, double p, std::vector<double>& out) {
  out.assign(At(n + 1), 0.0);
  if (p <= 0 || p >= 1) {
    out[At(p <= 0 ? 0 : n)] = 1;
    return;
  }
  auto const mode = std::min<int64_t>(n, static_cast<int64_t>(static_cast<double>(n + 1) * p));
  out[At(mode)] = static_cast<double>(std::exp(distributions::BinomialLogMass(
      static_cast<long double>(mode), static_cast<long double>(n), p)));
  double const odds = p / (1 - p);
  // Masses below 1e-300 stay 0: wide groups with rare successes cost what their successes cost.
  for (int64_t k = mode; k < n && out[At(k)] > 1e-300; ++k) {
    out[At(k + 1)] = out[At(k)] * odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  for (int64_t k = mode; k > 0 && out[At(k)] > 1e-300; --k) {
    out[At(k - 1)] = out[At(k)] / odds * static_cast<double>(k) / static_cast<double>(n - k + 1);
  }
}

// P(table in the region) as a function of the control rate.
class Region {
 public:
  Region(Counts const& c, std::vector<int64_t> upper, std::vector<int64_t> lower, double difference)
      : c_(c), upper_(std::move(upper)), lower_(std::move(lower)), difference_(difference) {}

  double operator()(double p1) {
    double const p2 = std::clamp(p1 + difference_, 0.0, 1.0);
    BinomialMasses(c_.n1, p1, control_);
    BinomialMasses(c_.n2, p2, treatment_);
    above_.assign(At(c_.n2 + 2), 0.0);
    for (int64_t j = c_.n2; j >= 0; --j) above_[At(j)] = above_[At(j + 1)] + treatment_[At(j)];
    double total = 0;
    for (int64_t i = 0; i <= c_.n1; ++i) total += control_[At(i)] * above_[At(upper_[At(i)])];
    if (lower_.empty()) return total;
    std::vector<double>& below = above_;
    double sum = 0;
    for (int64_t j = 0; j <= c_.n2; ++j) below[At(j)] = sum += treatment_[At(j)];
    for (int64_t i = 0; i <= c_.n1; ++i) {
      if (lower_[At(i)] >= 0) total += control_[At(i)] * below[At(lower_[At(i)])];
    }
    return total;
  }

 private:
  Counts c_;
  std::vector<int64_t> upper_, lower_;
  double difference_;
  std::vector<double> control_, treatment_, above_;
};

// The largest value of f between low and high, where it has one top, by golden section.
template <class Function>
double TopBetween(Function&& f, double low, double high) {
  constexpr double kGolden = 0.6180339887498949;
  double left = high - kGolden * (high - low);
  double right = low + kGolden * (high - low);
  double f_left = f(left);
  double f_right = f(right);
  double best = std::max(f_left, f_right);
  // 28 steps narrow the place to 1e-7 of a cell; the value is then flat to rounding.
  for (int step = 0; step < 28; ++step) {
    if (f_left > f_right) {
      high = right;
      right = left;
      f_right = f_left;
      left = high - kGolden * (high - low);
      f_left = f(left);
    } else {
      low = left;
      left = right;
      f_left = f_right;
      right = low + kGolden * (high - low);
      f_right = f(right);
    }
    best = std::max({best, f_left, f_right});
  }
  return best;
}

// The largest value on [0, pi]: a grid of `points` cells, then every top whose parabola comes
// within 1e-3 of the best.
template <class Function>
double Largest(Function&& f, int points) {
  constexpr double kPi = std::numbers::pi;
  std::vector<double> values(At(points + 1));
  for (int k = 0; k <= points; ++k) values[At(k)] = f(kPi * k / points);
  double best = *std::max_element(values.begin(), values.end());
  std::vector<std::pair<double, int>> tops;
  for (int k = 1; k < points; ++k) {
    double const before = values[At(k - 1)];
    double const here = values[At(k)];
    double const after = values[At(k + 1)];
    if (here < before || here < after) continue;
    double const bend = 2 * here - before - after;
    double const rise = bend > 0 ? (before - after) * (before - after) / (8 * bend) : 0;
    tops.emplace_back(here + rise, k);
  }
  double highest = best;
  for (auto const& top : tops) highest = std::max(highest, top.first);
  for (auto const& [height, k] : tops) {
    if (height < highest * (1 - 1e-3)) continue;
    best = std::max(best, TopBetween(f, kPi * (k - 1) / points, kPi * (k + 1) / points));
  }
  return std::min(1.0, best);
}

double Supremum(Region region, Counts const& c, double difference) {
  double const low = std::max(0.0, -difference);
  double const high = std::min(1.0, 1 - difference);
  auto const at = [&](double angle) {
    double const sine = std::sin(angle / 2);
    return region(low + (high - low) * sine * sine);
  };
  // A binomial count blurs the angle by 1 / sqrt(n): six cells in that width miss no top.
  auto const n = static_cast<double>(c.n1 + c.n2);
  return Largest(at, static_cast<int>(std::ceil(6 * std::numbers::pi * std::sqrt(n))) + 20);
}

}  // namespace

double UpperTail(Counts const& counts, Ordering ordering, double difference) {
  Check(counts);
  return Supremum(Region(counts, UpperBorder(counts, ordering), {}, difference), counts,
                  difference);
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
  return Supremum(Region(up, upper, lower, 0), up, 0);
}

double LowerBound(Counts const& counts, Ordering ordering, double tail) {
  Check(counts);
  if (counts.x2 == 0 && counts.x1 == counts.n1) return -1;
  std::vector<int64_t> const border = UpperBorder(counts, ordering);
  auto const excess = [&](double difference) {
    return Supremum(Region(counts, border, {}, difference), counts, difference) - tail;
  };
  bool const above_zero = excess(0) < 0;
  double const low = above_zero ? 0 : -1;
  double const high = above_zero ? 1 : 0;
  if (!(excess(high) > 0)) return high;
  // The bound lies about two standard errors (with a success and a failure added to each group)
  // below the estimate: widen from there until it is enclosed.
  auto const n1 = static_cast<double>(counts.n1 + 2);
  auto const n2 = static_cast<double>(counts.n2 + 2);
  double const p1 = static_cast<double>(counts.x1 + 1) / n1;
  double const p2 = static_cast<double>(counts.x2 + 1) / n2;
  double const error = std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
  double near = std::clamp(p2 - p1 - 2 * error, low, high);
  bool const upwards = excess(near) < 0;
  double far = near;
  double step = 0.2 * error;
  do {
    near = far;
    far = std::clamp(far + (upwards ? step : -step), low, high);
    if (far == near) return far;
    step *= 3;
  } while ((excess(far) < 0) == upwards);
  return distributions::Solve<double>(excess, std::min(near, far), std::max(near, far), 1e-12);
}

}  // namespace winback::exact
