// Exact unconditional tests against brute force: every table's probability added up, on a fine grid
// of the common rate.
#include <cmath>

#include "core/distributions/discrete.h"
#include "core/exact/border.h"
#include "core/exact/region.h"
#include "core/exact/score.h"
#include "core/exact/search.h"
#include "core/exact/unconditional.h"
#include "core/random/philox.h"
#include "test/check.h"

using namespace winback;

namespace {

double Mass(int64_t k, int64_t n, double p) {
  if (p <= 0) return k == 0;
  if (p >= 1) return k == n;
  auto const a = static_cast<double>(n);
  auto const b = static_cast<double>(k);
  double const choose = std::lgamma(a + 1) - std::lgamma(b + 1) - std::lgamma(a - b + 1);
  return std::exp(choose + b * std::log(p) + (a - b) * std::log1p(-p));
}

double PooledZ(exact::Counts const& c, int64_t i, int64_t j) {
  auto const n1 = static_cast<double>(c.n1);
  auto const n2 = static_cast<double>(c.n2);
  double const rate = static_cast<double>(i + j) / (n1 + n2);
  double const variance = rate * (1 - rate) * (1 / n1 + 1 / n2);
  return variance <= 0
             ? 0
             : (static_cast<double>(j) / n2 - static_cast<double>(i) / n1) / std::sqrt(variance);
}

// P(z at least the one seen) on a grid, the common way without any of the kernel's shortcuts.
double BruteTail(exact::Counts const& c, double difference, int points) {
  double const low = std::max(0.0, -difference);
  double const high = std::min(1.0, 1 - difference);
  double const seen = PooledZ(c, c.x1, c.x2) - 1e-12;
  double best = 0;
  for (int k = 0; k <= points; ++k) {
    double const p1 = low + (high - low) * k / points;
    double const p2 = std::clamp(p1 + difference, 0.0, 1.0);
    double total = 0;
    for (int64_t i = 0; i <= c.n1; ++i) {
      double above = 0;
      for (int64_t j = 0; j <= c.n2; ++j) {
        if (PooledZ(c, i, j) >= seen) above += Mass(j, c.n2, p2);
      }
      total += Mass(i, c.n1, p1) * above;
    }
    best = std::max(best, total);
  }
  return best;
}

exact::Counts RandomCounts(Philox const& random, uint64_t number, uint64_t largest) {
  auto const words = random.Block(number);
  auto const n1 = static_cast<int64_t>(1 + words[0] % largest);
  auto const n2 = static_cast<int64_t>(1 + words[1] % largest);
  return {static_cast<int64_t>(words[2] % (n1 + 1)), n1, static_cast<int64_t>(words[3] % (n2 + 1)),
          n2};
}

}  // namespace

TEST("a region's probability is the sum of its tables' probabilities, tiny ones too") {
  std::vector<int64_t> const upper{3, 5, 7, 12, 13};
  std::vector<int64_t> const lower{-1, -1, 0, 2, 2};
  for (double p1 : {0.0, 1e-9, 0.2, 0.7, 1.0}) {
    for (double p2 : {0.0, 1e-6, 0.4, 0.99, 1.0}) {
      exact::Region region(4, 12, upper, lower);
      double expected = 0;
      for (int64_t i = 0; i <= 4; ++i) {
        for (int64_t j = 0; j <= 12; ++j) {
          auto const row = static_cast<size_t>(i);
          if (j >= upper[row] || j <= lower[row]) expected += Mass(i, 4, p1) * Mass(j, 12, p2);
        }
      }
      double const got = region(p1, p2);
      CHECK(std::abs(got - expected) <= 1e-12 * expected);
      region.Matters(got);
      CHECK(std::abs(region(p1, p2) - expected) <= 1e-12 * expected);
    }
  }
}

TEST("the supremum is never below a fine grid's and hardly above it") {
  Philox const random(11, 0);
  for (uint64_t k = 0; k < 24; ++k) {
    auto const counts = RandomCounts(random, k, 14);
    double const difference = k % 3 == 0 ? 0 : static_cast<double>(k % 7) / 5 - 0.6;
    auto const border = exact::UpperBorder(counts, exact::Ordering::kPooledZ);
    double const got = exact::Search(counts, exact::Scale::kDifference, border).Largest(difference);
    double const brute = BruteTail(counts, difference, 600);
    CHECK(got >= brute * (1 - 1e-11));
    CHECK(got <= brute * (1 + 1e-3) + 1e-15);
  }
}

TEST("a root puts the largest probability at the level, its top inside the range or at an end") {
  struct Case {
    exact::Counts counts;
    exact::Ordering ordering;
    double level;
  };
  for (auto const& [counts, ordering, level] :
       {Case{{17, 241, 200, 287}, exact::Ordering::kFisher, 0.025},
        Case{{2, 150, 198, 300}, exact::Ordering::kPooledZ, 0.1},
        Case{{0, 282, 49, 192}, exact::Ordering::kPooledZ, 0.025},
        Case{{4, 300, 5, 300}, exact::Ordering::kFisher, 0.025},
        Case{{30, 33, 59, 60}, exact::Ordering::kPooledZ, 0.0005}}) {
    for (auto const scale : {exact::Scale::kDifference, exact::Scale::kShare}) {
      exact::Search search(counts, scale, exact::UpperBorder(counts, ordering));
      double const least = exact::Least(scale);
      for (double const start : {least + 1e-3, exact::Neutral(scale), 0.9}) {
        double const root = search.Root(level, start, least, 1, 0.01);
        CHECK(root > least);
        CHECK(std::abs(search.Largest(root) / level - 1) < 1e-10);
      }
    }
  }
}

TEST("a bound agrees with the test about the null, at a margin and for the ratio too") {
  Philox const random(12, 0);
  for (uint64_t k = 0; k < 120; ++k) {
    auto const counts = RandomCounts(random, k, 70);
    auto const scale = k % 4 < 2 ? exact::Scale::kDifference : exact::Scale::kShare;
    double const margin = k % 3 == 0 ? -0.05 : 0;
    exact::Null const null{k % 2 == 0 ? exact::Ordering::kPooledZ : exact::Ordering::kFisher, scale,
                           exact::Neutral(scale) + margin};
    for (double const level : {0.6, 0.1, 0.025}) {
      double const bound = exact::LowerBound(counts, null, level);
      CHECK_EQ(exact::UpperTail(counts, null) < level, bound > null.effect);
      CHECK(bound >= exact::Least(scale));
      CHECK(bound < 1);
    }
  }
}

TEST("a bound falls as its confidence grows and ranks tables as the score limit does") {
  exact::Null const null{exact::Ordering::kPooledZ};
  double last = 1;
  for (double const level : {0.4, 0.2, 0.1, 0.05, 0.025, 0.01, 0.001}) {
    double const bound = exact::LowerBound({12, 60, 20, 70}, null, level);
    CHECK(bound < last);
    last = bound;
  }
  for (int64_t x2 = 1; x2 <= 30; ++x2) {
    CHECK(exact::LowerBound({8, 40, x2, 30}, null, 0.025) >=
          exact::LowerBound({8, 40, x2 - 1, 30}, null, 0.025));
    CHECK(exact::LowerBound({x2, 40, 12, 30}, null, 0.025) <=
          exact::LowerBound({x2 - 1, 40, 12, 30}, null, 0.025));
  }
}

TEST("no success in treatment bounds the difference by its binomial") {
  // All tables without a success in treatment reach as far down: (1 - d)^n = tail.
  exact::Null const null{exact::Ordering::kFisher};
  double const bound = exact::LowerBound({40, 40, 37, 40}, null, 0.025);
  CHECK(bound < 0);
  for (int64_t n : {20, 40, 100}) {
    double const zero = exact::LowerBound({0, n, 0, n}, null, 0.025);
    CHECK(zero <= -(1 - std::pow(0.025, 1.0 / static_cast<double>(n))));
    CHECK(zero > -1.2 * (1 - std::pow(0.025, 1.0 / static_cast<double>(n))));
  }
}

TEST("Fisher's p beyond a half orders tables until it is exactly 1") {
  // 1 - p is 1e-27 and 1e-21: equal as p, not as tables.
  auto const largest = [](exact::Counts const& counts) {
    auto const border = exact::UpperBorder(counts, exact::Ordering::kFisher);
    return exact::Search(counts, exact::Scale::kDifference, border).Largest(-0.6);
  };
  CHECK(largest({75, 100, 25, 100}) > 2 * largest({70, 100, 25, 100}));
  CHECK(largest({75, 100, 25, 100}) < 0.1);
}

TEST("Fisher's border is that of p itself, table by table") {
  Philox const random(13, 0);
  for (uint64_t k = 0; k < 60; ++k) {
    auto const c = RandomCounts(random, k, k % 5 == 0 ? 400 : 40);
    auto const tails = [&](int64_t i, int64_t j) {
      return distributions::HypergeometricTails(
          static_cast<double>(j - 1), static_cast<double>(c.n1 + c.n2), static_cast<double>(i + j),
          static_cast<double>(c.n2));
    };
    auto const seen = tails(c.x1, c.x2);
    auto const border = exact::UpperBorder(c, exact::Ordering::kFisher);
    bool const all = static_cast<double>(seen.lower) == 0;
    for (int64_t i = 0; i <= c.n1; ++i) {
      int64_t const at = border[static_cast<size_t>(i)];
      auto const reaches = [&](int64_t j) {
        auto const here = tails(i, j);
        return all || (seen.upper <= 0.5L ? here.upper <= seen.upper * (1 + 1e-12L)
                                          : here.lower >= seen.lower * (1 - 1e-12L));
      };
      if (at <= c.n2) CHECK(reaches(at));
      if (at > 0) CHECK(!reaches(at - 1));
    }
  }
}

TEST("score regions grow with treatment and fall with control, at every effect") {
  for (auto const scale : {exact::Scale::kDifference, exact::Scale::kShare}) {
    for (double const effect : {-0.7, -0.1, 0.02, 0.3, 0.5, 0.55, 0.9}) {
      if (effect <= exact::Least(scale)) continue;
      for (double const correction : {0.0, 0.75}) {
        for (int64_t i = 0; i <= 12; ++i) {
          for (int64_t j = 0; j <= 9; ++j) {
            double const z = exact::Score({i, 12, j, 9}, scale, effect, correction);
            if (z <= 0) continue;
            if (j < 9)
              CHECK(exact::Score({i, 12, j + 1, 9}, scale, effect, correction) >= z - 1e-9);
            if (i > 0)
              CHECK(exact::Score({i - 1, 12, j, 9}, scale, effect, correction) >= z - 1e-9);
          }
        }
      }
    }
  }
}

namespace {

// All bounds of two arms, and the largest chance over a grid of rates that one is above the truth.
struct Coverage {
  exact::Null null;
  int64_t n1, n2;
  double level;

  double WorstMiss(int cells) const {
    std::vector<double> bounds;
    for (int64_t i = 0; i <= n1; ++i)
      for (int64_t j = 0; j <= n2; ++j)
        bounds.push_back(exact::LowerBound({i, n1, j, n2}, null, level));
    double worst = 0;
    for (int a = 0; a <= cells; ++a) {
      for (int b = 0; b <= cells; ++b) {
        if (null.scale == exact::Scale::kShare && a + b == 0) continue;
        worst = std::max(
            worst, Miss(bounds, static_cast<double>(a) / cells, static_cast<double>(b) / cells));
      }
    }
    return worst;
  }

  double Miss(std::vector<double> const& bounds, double p1, double p2) const {
    double const truth = null.scale == exact::Scale::kDifference ? p2 - p1 : p2 / (p1 + p2);
    double missed = 0;
    size_t at = 0;
    for (int64_t i = 0; i <= n1; ++i) {
      double const control = Mass(i, n1, p1);
      for (int64_t j = 0; j <= n2; ++j, ++at) {
        if (bounds[at] > truth + 1e-12) missed += control * Mass(j, n2, p2);
      }
    }
    return missed;
  }
};

}  // namespace

TEST("a bound misses with at most its chance at any rates: difference, ratio, both orderings") {
  for (auto const ordering : {exact::Ordering::kPooledZ, exact::Ordering::kFisher}) {
    for (auto const scale : {exact::Scale::kDifference, exact::Scale::kShare}) {
      for (double const margin : {0.0, -0.1}) {
        for (double const level : {0.025, 0.1, 0.25, 0.4}) {
          exact::Null const null{ordering, scale, exact::Neutral(scale) + margin};
          double const worst = Coverage{null, 7, 9, level}.WorstMiss(60);
          CHECK(worst <= level * (1 + 1e-9));
          CHECK(worst > level / 2);
        }
      }
    }
  }
}

TEST("the same for 40 and 30 users at the level of a report") {
  for (auto const scale : {exact::Scale::kDifference, exact::Scale::kShare}) {
    exact::Null const null{exact::Ordering::kFisher, scale, exact::Neutral(scale)};
    double const worst = Coverage{null, 40, 30, 0.025}.WorstMiss(40);
    CHECK(worst <= 0.025 * (1 + 1e-9));
    CHECK(worst > 0.02);
  }
}
