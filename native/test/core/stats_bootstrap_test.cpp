// The bootstrap's kernels: the distribution of its Poisson weights, and equality of every
// instruction set with the scalar path.
#include <bit>
#include <cmath>

#include "core/random/philox.h"
#include "core/random/random_words.h"
#include "core/resampling/bootstrap.h"
#include "core/resampling/poisson_weights.h"
#include "core/resampling/weighted_sum.h"
#include "test/check.h"
#include "test/support.h"

using namespace winback;

namespace {

constexpr int64_t kSizes[] = {1, 2, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 127, 129, 500, 2048};

double PoissonProbability(int k) { return std::exp(-1.0) / std::tgamma(k + 1.0); }

// The second word counts from here; the same constant as in poisson_weights.cpp on purpose.
constexpr uint64_t kSecondWords = uint64_t{1} << 62;

}  // namespace

TEST("Words are Philox's blocks in order for every instruction set and length") {
  test::EveryIsa([] {
    for (int64_t blocks : kSizes) {
      // Counters that carry into the high half as well.
      for (uint64_t first : {uint64_t{0}, uint64_t{0xFFFFFFFA}, ~uint64_t{0} - 1'000'000}) {
        std::vector<uint32_t> words(static_cast<size_t>(4 * blocks + 1), 77u);
        stats::FillWords(0x0123456789ABCDEF, 0xFEDCBA9876543210, first, blocks, words.data());
        Philox const random(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        int64_t wrong = 0;
        for (size_t i = 0; i < static_cast<size_t>(4 * blocks); ++i) {
          wrong += words[i] != random.Block(first + i / 4)[i % 4];
        }
        CHECK_EQ(wrong, 0);
        CHECK_EQ(words.back(), 77u);
      }
    }
  });
}

TEST("Every 16-bit value gives the weight its share of the Poisson distribution says") {
  std::vector<uint32_t> words(32768);
  for (uint32_t i = 0; i < 32768; ++i) words[i] = 2 * i | (2 * i + 1) << 16;
  test::EveryIsa([&] {
    std::vector<uint8_t> weights(65536);
    stats::ActivePoissonKernels().count_bounds(words.data(), 65536, weights.data());
    CHECK(std::is_sorted(weights.begin(), weights.end()));
    for (int k = 0; k < stats::kPoissonDirect; ++k) {
      auto const values = std::count(weights.begin(), weights.end(), k);
      CHECK_EQ(static_cast<double>(values), std::floor(65536 * PoissonProbability(k)));
    }
  });
}

TEST("Weights are the scalar path's for every instruction set, and their sum is returned") {
  for (int64_t count : kSizes) {
    std::vector<uint8_t> expected;
    test::EveryIsa([&] {
      std::vector<uint32_t> words(static_cast<size_t>((count + 7) / 8 * 4));
      std::vector<uint8_t> weights(static_cast<size_t>(count));
      auto const sum = stats::PoissonWeights(9, 5, 16, count, words.data(), weights.data());
      int64_t plain = 0;
      for (uint8_t weight : weights) plain += weight;
      CHECK_EQ(sum, plain);
      if (expected.empty()) expected = weights;
      CHECK(weights == expected);
    });
  }
}

TEST("Frequencies of Poisson weights, and of those settled by a second word, pass chi-square") {
  constexpr int64_t kRows = int64_t{1} << 24;
  constexpr int kCells = 10;  // 0 to 8, and above
  std::vector<uint32_t> words(1024);
  std::vector<uint8_t> weights(2048);
  double all[kCells] = {};
  double settled[kCells] = {};
  double settled_rows = 0;
  for (int64_t first = 0; first < kRows; first += 2048) {
    stats::PoissonWeights(3, 1, first, 2048, words.data(), weights.data());
    for (size_t i = 0; i < 2048; ++i) {
      int const cell = std::min<int>(weights[i], kCells - 1);
      ++all[cell];
      if (((words[i / 2] >> (16 * (i & 1))) & 0xFFFF) < stats::kPoissonBounds.back()) continue;
      ++settled[cell];
      ++settled_rows;
    }
  }
  double chi_all = 0;
  double chi_settled = 0;
  double above = 1;
  double rest = 1;
  double const left = 1 - stats::kPoissonBounds.back() / 65536.0;
  for (int k = 0; k < kCells; ++k) {
    double const p = k < kCells - 1 ? PoissonProbability(k) : above;
    double const direct =
        k < stats::kPoissonDirect ? std::floor(65536 * PoissonProbability(k)) / 65536 : 0;
    double const share = k < kCells - 1 ? (p - direct) / left : rest;
    above -= p;
    rest -= share;
    double const expected = kRows * p;
    chi_all += (all[k] - expected) * (all[k] - expected) / expected;
    double const expected_settled = settled_rows * share;
    chi_settled +=
        (settled[k] - expected_settled) * (settled[k] - expected_settled) / expected_settled;
  }
  // The 99.99 % point of chi-square with 9 degrees of freedom.
  CHECK(chi_all < 33.72);
  CHECK(chi_settled < 33.72);
  CHECK_NEAR(settled_rows, kRows * left, 0.12);
}

TEST("A settled row depends on its number alone") {
  std::vector<uint32_t> words(1024);
  std::vector<uint8_t> whole(2048);
  std::vector<uint8_t> part(512);
  int64_t seen = 0;
  for (uint64_t stream = 0; stream < 640; ++stream) {
    stats::PoissonWeights(4, stream, 0, 2048, words.data(), whole.data());
    stats::PoissonWeights(4, stream, 1024, 512, words.data(), part.data());
    CHECK(std::equal(part.begin(), part.end(), whole.begin() + 1024));
    for (size_t i = 0; i < part.size(); ++i) {
      if (((words[i / 2] >> (16 * (i & 1))) & 0xFFFF) < stats::kPoissonBounds.back()) continue;
      ++seen;
      uint32_t const second = Philox(4, stream).Block(kSecondWords + 1024 + i)[0];
      // The first of the shares is P(N = 0)'s remainder of 65,536ths, out of five.
      double const zero = (65536 * PoissonProbability(0) - stats::kPoissonBounds[0]) / 5;
      CHECK_EQ(part[i] == 0, second < zero * 0x1.0p32);
    }
  }
  CHECK(seen > 0);
}

TEST("Weighted sums have the same bits for every instruction set and are sums") {
  for (int64_t count : kSizes) {
    std::vector<double> values(static_cast<size_t>(count));
    std::vector<uint8_t> weights(static_cast<size_t>(count));
    Philox const random(1, 2);
    long double plain = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = std::exp(20 * random.Uniform(i) - 10) * (i % 3 == 0 ? -1 : 1);
      weights[i] = static_cast<uint8_t>(random.Block(1000 + i)[0] % 12);
      plain += static_cast<long double>(weights[i]) * values[i];
    }
    std::vector<uint64_t> seen;
    test::EveryIsa([&] {
      double const sum = stats::WeightedSum(weights.data(), values.data(), count);
      CHECK(std::abs(sum - static_cast<double>(plain)) < 1e-9 * 22026 * static_cast<double>(count));
      seen.push_back(std::bit_cast<uint64_t>(sum));
    });
    CHECK_EQ(std::count(seen.begin(), seen.end(), seen[0]), std::ssize(seen));
  }
}

TEST("Poisson replicates are statistics of rows repeated by their weights") {
  constexpr int64_t kRows = 5000;  // more than two blocks of weights
  std::vector<double> values(kRows);
  std::vector<double> below(kRows);
  for (int64_t i = 0; i < kRows; ++i) {
    values[static_cast<size_t>(i)] = static_cast<double>(i * 37 % 101);
    below[static_cast<size_t>(i)] = 1 + static_cast<double>(i % 5);
  }
  ColumnChunk chunk;
  chunk.length = kRows;
  chunk.values = values.data();
  Column const column{"values", false, {chunk}};
  chunk.values = below.data();
  Column const denominator{"below", false, {chunk}};
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (auto statistic : {stats::BootstrapStatistic::kMean, stats::BootstrapStatistic::kRatio,
                         stats::BootstrapStatistic::kQuantile}) {
    stats::BootstrapPlan plan;
    plan.statistic = statistic;
    plan.q = 0.37;
    plan.replicates = 20;
    plan.seed = 31;
    bool const ratio = statistic == stats::BootstrapStatistic::kRatio;
    auto const got = stats::Bootstrap(column, ratio ? std::optional(denominator) : std::nullopt,
                                      std::nullopt, 1, plan);
    for (uint64_t r = 0; r < 20; ++r) {
      std::vector<uint32_t> words(kRows / 2 + 4);
      std::vector<uint8_t> weights(kRows);
      stats::PoissonWeights(31, r, 0, kRows, words.data(), weights.data());
      double top = 0;
      double bottom = 0;
      double count = 0;
      std::vector<double> repeated;
      for (size_t i = 0; i < kRows; ++i) {
        top += weights[i] * values[i];
        bottom += weights[i] * below[i];
        count += weights[i];
        repeated.insert(repeated.end(), weights[i], sorted[i]);
      }
      double const position = 0.37 * static_cast<double>(repeated.size() - 1);
      auto const at = static_cast<size_t>(position);
      double const quantile =
          repeated[at] + (position - std::floor(position)) * (repeated[at + 1] - repeated[at]);
      double const expected = statistic == stats::BootstrapStatistic::kQuantile ? quantile
                              : ratio                                           ? top / bottom
                                                                                : top / count;
      CHECK_NEAR(got[0].replicates[r], expected, 1e-13);
    }
  }
}
