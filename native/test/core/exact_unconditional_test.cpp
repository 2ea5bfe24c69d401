// Exact unconditional tests against brute force: every table's probability added up, on a fine grid
// of the common rate.
#include <cmath>

#include "core/base/philox.h"
#include "core/exact/region.h"
#include "core/exact/unconditional.h"
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
    double const got = exact::UpperTail(counts, exact::Ordering::kPooledZ, difference);
    double const brute = BruteTail(counts, difference, 600);
    CHECK(got >= brute * (1 - 1e-11));
    CHECK(got <= brute * (1 + 1e-3) + 1e-15);
  }
}

TEST("a bound puts its tail at the level and agrees with the test about zero") {
  Philox const random(12, 0);
  for (uint64_t k = 0; k < 60; ++k) {
    auto const counts = RandomCounts(random, k, 70);
    auto const ordering = k % 2 == 0 ? exact::Ordering::kPooledZ : exact::Ordering::kFisher;
    double const level = k % 3 == 0 ? 0.1 : 0.025;
    auto const [tail, bound] = exact::UpperTailAndBound(counts, ordering, level);
    CHECK_EQ(tail, exact::UpperTail(counts, ordering, 0));
    CHECK_EQ(bound, exact::LowerBound(counts, ordering, level));
    CHECK_EQ(tail < level, bound > 0);
    if (bound == -1) continue;
    bool const above = counts.x2 * counts.n1 > counts.x1 * counts.n2;
    auto const by = above ? ordering : exact::Ordering::kPooledZ;
    CHECK(std::abs(exact::UpperTail(counts, by, bound) / level - 1) < 1e-10);
    CHECK(exact::UpperTail(counts, by, bound - 0.01) < level);
    CHECK(exact::UpperTail(counts, by, bound + 0.01) > level);
  }
}

TEST("bounds whose top lies at an end of the range, or that are -1, are as exact") {
  struct Case {
    exact::Counts counts;
    exact::Ordering ordering;
    double level;
  };
  for (auto const& [counts, ordering, level] :
       {Case{{17, 241, 200, 287}, exact::Ordering::kFisher, 0.025},
        Case{{2, 150, 198, 300}, exact::Ordering::kPooledZ, 0.1},
        Case{{0, 282, 49, 192}, exact::Ordering::kPooledZ, 0.025},
        Case{{32, 33, 0, 60}, exact::Ordering::kPooledZ, 0.0005},
        Case{{197, 234, 0, 1}, exact::Ordering::kPooledZ, 0.0005}}) {
    double const bound = exact::LowerBound(counts, ordering, level);
    CHECK(bound > -1);
    CHECK(std::abs(exact::UpperTail(counts, ordering, bound) / level - 1) < 1e-10);
  }
}

TEST("Boschloo's bound of a table that lies the other way is as near as Barnard's") {
  for (exact::Counts const counts :
       {exact::Counts{8, 200, 0, 200}, {75, 100, 25, 100}, {20, 20, 3, 30}, {101, 110, 27, 278}}) {
    double const bound = exact::LowerBound(counts, exact::Ordering::kFisher, 0.025);
    CHECK_EQ(bound, exact::LowerBound(counts, exact::Ordering::kPooledZ, 0.025));
    CHECK_NEAR(BruteTail(counts, bound, 100), 0.025, 1e-3);
  }
  CHECK_EQ(exact::UpperTail({8, 200, 0, 200}, exact::Ordering::kFisher, 0), 1.0);
}

TEST("Fisher's p beyond a half orders tables until it is exactly 1") {
  // 1 - p is 1e-27 and 1e-21: equal as p, not as tables.
  double const far = exact::UpperTail({75, 100, 25, 100}, exact::Ordering::kFisher, -0.6);
  double const nearer = exact::UpperTail({70, 100, 25, 100}, exact::Ordering::kFisher, -0.6);
  CHECK(far > 2 * nearer);
  CHECK(far < 0.1);
}

// Two arms of 7 and 9 users: every table, every pair of rates on a grid.
TEST("a bound misses with at most its chance and agrees with the test about zero") {
  constexpr int64_t kOne = 7;
  constexpr int64_t kTwo = 9;
  for (auto const ordering : {exact::Ordering::kPooledZ, exact::Ordering::kFisher}) {
    for (double const level : {0.025, 0.1, 0.25, 0.4}) {
      std::vector<exact::TailAndBound> all;
      for (int64_t i = 0; i <= kOne; ++i) {
        for (int64_t j = 0; j <= kTwo; ++j) {
          all.push_back(exact::UpperTailAndBound({i, kOne, j, kTwo}, ordering, level));
          CHECK_EQ(all.back().tail < level, all.back().bound > 0);
        }
      }
      double worst = 0;
      for (int k = 0; k <= 40 * 40; ++k) {
        double const p1 = k / 40 / 40.0;
        double const p2 = k % 40 / 40.0;
        double missed = 0;
        for (size_t at = 0; at < all.size(); ++at) {
          auto const row = static_cast<int64_t>(at);
          if (all[at].bound > p2 - p1 + 1e-12) {
            missed += Mass(row / (kTwo + 1), kOne, p1) * Mass(row % (kTwo + 1), kTwo, p2);
          }
        }
        worst = std::max(worst, missed);
      }
      CHECK(worst <= level * (1 + 1e-9));
      CHECK(worst > level / 2);
    }
  }
}
