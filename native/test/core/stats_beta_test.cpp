// The kernels of the Beta simulation: draws are the table's quantiles, order statistics are those
// of sorting, and every instruction set gives the scalar path's bits.
#include <bit>
#include <cmath>

#include "core/bayes/beta_draws.h"
#include "core/bayes/beta_sampler.h"
#include "core/bayes/beta_sums.h"
#include "core/random/philox.h"
#include "test/check.h"
#include "test/support.h"

using namespace winback;

namespace {

constexpr stats::BetaShape kShapes[] = {{112, 2103}, {1, 1}, {0.5, 3}, {7, 0.6}, {1e9, 1e6}};

uint64_t Bits(Philox const& random, int64_t draw) {
  auto const block = random.Block(static_cast<uint64_t>(draw) / 2);
  size_t const half = 2 * (draw & 1);
  return (uint64_t{block[half + 1]} << 32) | block[half];
}

double Type7(std::vector<double> const& sorted, double q) {
  double const position = std::clamp(q, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  auto const rank = static_cast<size_t>(position);
  double const part = position - std::floor(position);
  return part == 0 ? sorted[rank] : sorted[rank] + part * (sorted[rank + 1] - sorted[rank]);
}

}  // namespace

TEST("Draws are the quantiles of their words to 1e-6 standard deviations") {
  for (auto shape : kShapes) {
    stats::BetaSampler const sampler(shape);
    stats::BetaTable const table(shape);
    double const spread = std::sqrt(shape.Variance());
    Philox const random(5, 6);
    double worst = 0;
    size_t near = 0;
    for (int64_t i = 0; i < 20'000; ++i) {
      // Shifts reach deep into the lower tail; the complement into the upper one.
      uint64_t bits = Bits(random, i) >> (i % 4 == 0 ? i % 40 : 0);
      if (i % 8 == 0) bits = ~bits;
      double const u = static_cast<double>(bits >> 11) * 0x1.0p-53;
      if (u == 0) continue;
      double const t = table.Quantile(u, near);
      double const x = 1 / (1 + std::exp(-t));
      worst = std::max(worst, std::abs(sampler.Draw(bits) - x) / spread);
    }
    CHECK(worst < 1e-6);
  }
}

TEST("Many draws are single draws for every instruction set, deep tails included") {
  stats::BetaSampler const sampler({0.7, 40});
  Philox const random(1, 1);
  for (int64_t count : {1, 3, 4, 5, 255, 256}) {
    for (int64_t deep : {int64_t{-1}, count / 2}) {
      std::vector<uint32_t> words(static_cast<size_t>(2 * count));
      for (int64_t i = 0; i < count; ++i) {
        uint64_t const bits = i == deep ? uint64_t{1} << 30 : Bits(random, i);
        words[static_cast<size_t>(2 * i)] = static_cast<uint32_t>(bits);
        words[static_cast<size_t>(2 * i + 1)] = static_cast<uint32_t>(bits >> 32);
      }
      test::EveryIsa([&] {
        std::vector<double> x(static_cast<size_t>(count));
        sampler.DrawMany(words.data(), count, x.data());
        int64_t wrong = 0;
        for (size_t i = 0; i < x.size(); ++i) {
          uint64_t const bits = (uint64_t{words[2 * i + 1]} << 32) | words[2 * i];
          wrong += x[i] != sampler.Draw(bits);
        }
        CHECK_EQ(wrong, 0);
      });
    }
  }
}

TEST("Sums and buckets of draws have the same bits for every instruction set") {
  constexpr size_t kCount = 251;
  Philox const random(8, 0);
  std::vector<double> a(kCount);
  std::vector<double> b(kCount);
  for (size_t i = 0; i < kCount; ++i) {
    a[i] = random.Uniform(2 * i);
    b[i] = i % 10 == 0 ? a[i] : random.Uniform(2 * i + 1);
  }
  stats::DrawFrame const frame{0.4, 0.6, -0.7, stats::kDrawBuckets / 1.2};
  std::vector<uint64_t> seen;
  std::vector<uint16_t> expected;
  test::EveryIsa([&] {
    stats::DrawSums sums;
    std::vector<uint16_t> buckets(kCount);
    stats::AddDraws(frame, a.data(), b.data(), kCount, sums, buckets.data());
    if (expected.empty()) expected = buckets;
    CHECK(buckets == expected);
    for (int k = 0; k < stats::DrawSums::kCount; ++k) {
      seen.push_back(std::bit_cast<uint64_t>(sums.Total(k)));
    }
    double gain = 0;
    double wins = 0;
    for (size_t i = 0; i < kCount; ++i) {
      gain += std::max(0.0, b[i] - a[i]);
      wins += b[i] > a[i] ? 1 : b[i] == a[i] ? 0.5 : 0;
    }
    CHECK_NEAR(sums.Total(stats::DrawSums::kGain), gain, 1e-12);
    CHECK_EQ(sums.Total(stats::DrawSums::kWins), wins);
  });
  for (size_t i = stats::DrawSums::kCount; i < seen.size(); ++i) {
    CHECK_EQ(seen[i], seen[i - stats::DrawSums::kCount]);
  }
  CHECK(std::count(expected.begin(), expected.end(), 0) > 0);
  CHECK(std::count(expected.begin(), expected.end(), stats::kDrawBuckets - 1) > 0);
}

TEST("Simulated quantiles are those of all differences sorted, for any shapes and threads") {
  for (auto a : kShapes) {
    for (auto b : kShapes) {
      constexpr int64_t kDraws = 20'001;
      stats::BetaSampler const sampler_a(a);
      stats::BetaSampler const sampler_b(b);
      std::vector<double> sorted;
      for (int64_t i = 0; i < kDraws; ++i) {
        sorted.push_back(sampler_b.Draw(Bits(Philox(9, 1), i)) -
                         sampler_a.Draw(Bits(Philox(9, 0), i)));
      }
      std::sort(sorted.begin(), sorted.end());
      for (int threads : {1, 3}) {
        auto const got = stats::SimulateBetas(a, b, 0.9, kDraws, 9, threads);
        CHECK_EQ(got.low.value, Type7(sorted, (1 - 0.9) / 2));
        CHECK_EQ(got.high.value, Type7(sorted, (1 + 0.9) / 2));
        auto const wins =
            std::count_if(sorted.begin(), sorted.end(), [](double d) { return d > 0; });
        CHECK_EQ(got.probability.value, static_cast<double>(wins) / kDraws);
      }
    }
  }
}
