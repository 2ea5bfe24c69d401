// Oracles: brute force over all pairs and over all monotone fits.
#include <cmath>
#include <limits>

#include "core/base/bucket_sort.h"
#include "core/base/values.h"
#include "core/random/philox.h"
#include "core/ranking/auc.h"
#include "core/ranking/isotonic.h"
#include "core/ranking/ks.h"
#include "core/ranking/weighted.h"
#include "test/check.h"

using namespace winback;
using namespace winback::stats;

namespace {

std::vector<double> Uniforms(uint64_t seed, size_t n) {
  Philox const random(seed, 0);
  std::vector<double> out(n);
  for (size_t i = 0; i < n; ++i) out[i] = random.Uniform(i);
  return out;
}

}  // namespace

TEST("BucketSort agrees with std::sort on even, skewed, tied and unbounded keys") {
  auto even = Uniforms(1, 5000);
  auto skewed = even;
  for (auto& x : skewed) x = std::exp(40 * x);
  auto tied = even;
  for (auto& x : tied) x = std::floor(x * 7);
  auto unbounded = even;
  unbounded[7] = std::numeric_limits<double>::infinity();
  unbounded[9] = -std::numeric_limits<double>::max();
  unbounded[11] = std::numeric_limits<double>::max();
  for (auto values : {even, skewed, tied, unbounded, Uniforms(2, 63), Uniforms(3, 0)}) {
    auto expected = values;
    std::sort(expected.begin(), expected.end());
    std::vector<double> scratch;
    BucketSort(values, scratch);
    CHECK(values == expected);
  }
}

TEST("TwiceRightPairs counts every pair once, ties half") {
  auto scores = Uniforms(4, 300);
  for (auto& x : scores) x = std::floor(x * 20);
  std::vector<uint8_t> labels(300);
  auto const coin = Uniforms(5, 300);
  for (size_t i = 0; i < 300; ++i) labels[i] = coin[i] < 0.4;
  uint64_t twice = 0;
  for (size_t i = 0; i < 300; ++i) {
    for (size_t j = 0; j < 300; ++j) {
      if (labels[i] == 1 && labels[j] == 0)
        twice += scores[i] > scores[j] ? 2 : scores[i] == scores[j];
    }
  }
  CHECK_EQ(TwiceRightPairs(SplitAndSort(scores, labels)), twice);
}

TEST("FitIsotonic is never beaten by another monotone step function") {
  auto const y = Uniforms(6, 12);
  std::vector<double> x(12);
  for (size_t i = 0; i < 12; ++i) x[i] = static_cast<double>(i);
  auto const fit = FitIsotonic(x, y, {}, true);
  auto loss_of = [&](std::vector<double> const& levels) {
    double loss = 0;
    for (size_t i = 0; i < 12; ++i) loss += (levels[i] - y[i]) * (levels[i] - y[i]);
    return loss;
  };
  std::vector<double> fitted(12);
  for (size_t i = 0; i < 12; ++i) {
    size_t k = 0;
    while (k + 1 < fit.x.size() && fit.x[k + 1] <= x[i]) ++k;
    fitted[i] = fit.y[k];
    if (i > 0) CHECK(fitted[i] >= fitted[i - 1]);
  }
  // Every partition of 12 points into runs, each at its mean; only monotone ones compete.
  for (unsigned cuts = 0; cuts < (1u << 11); ++cuts) {
    std::vector<double> levels(12);
    bool monotone = true;
    for (size_t begin = 0; begin < 12;) {
      size_t end = begin + 1;
      while (end < 12 && ((cuts >> (end - 1)) & 1u) == 0) ++end;
      double sum = 0;
      for (size_t i = begin; i < end; ++i) sum += y[i];
      for (size_t i = begin; i < end; ++i) levels[i] = sum / static_cast<double>(end - begin);
      monotone = monotone && (begin == 0 || levels[begin] >= levels[begin - 1]);
      begin = end;
    }
    if (monotone) CHECK(loss_of(fitted) <= loss_of(levels) + 1e-14);
  }
}

TEST("Aligned cuts every column at every chunk's end without moving a value") {
  std::vector<double> const a{0, 1, 2, 3, 4, 5};
  uint8_t const bits = 0b01101010;  // rows 1.. of this bitmap
  std::vector<int32_t> const c{10, 11, 12, 13, 14, 15};
  auto chunk = [](ColumnType type, void const* values, int64_t offset, int64_t length) {
    return ColumnChunk{type, values, nullptr, offset, length};
  };
  auto const table = Aligned({
      {"a",
       false,
       {chunk(ColumnType::kFloat64, a.data(), 0, 2),
        chunk(ColumnType::kFloat64, a.data() + 2, 0, 4)}},
      {"b", false, {chunk(ColumnType::kBool, &bits, 1, 6)}},
      {"c",
       false,
       {chunk(ColumnType::kInt32, c.data(), 0, 5), chunk(ColumnType::kInt32, c.data() + 5, 0, 0),
        chunk(ColumnType::kInt32, c.data() + 5, 0, 1)}},
  });
  CHECK(table.chunk_lengths == (std::vector<int64_t>{2, 3, 1}));
  CHECK(Values(table.columns[0]) == a);
  CHECK(Values(table.columns[1]) == (std::vector<double>{1, 0, 1, 0, 1, 1}));
  CHECK(Values(table.columns[2]) == (std::vector<double>{10, 11, 12, 13, 14, 15}));
  CHECK_THROWS(ErrorCode::kBadInput,
               Aligned({{"a", false, {chunk(ColumnType::kFloat64, a.data(), 0, 2)}},
                        {"b", false, {chunk(ColumnType::kBool, &bits, 0, 3)}}}));
}

TEST("RankWeighted agrees with the definition over all pairs, ties half") {
  auto scores = Uniforms(21, 200);
  for (auto& x : scores) x = std::floor(x * 15);
  auto const positive = Uniforms(22, 200);
  auto negative = Uniforms(23, 200);
  negative[3] = 0;
  auto const ranking = RankWeighted(scores, positive, negative);
  double all_positive = 0;
  double all_negative = 0;
  for (size_t j = 0; j < 200; ++j) {
    all_positive += positive[j];
    all_negative += negative[j];
  }
  for (size_t i = 0; i < 200; ++i) {
    double below = 0;
    double above = 0;
    for (size_t j = 0; j < 200; ++j) {
      double const tie = scores[i] == scores[j] ? 0.5 : 0;
      below += negative[j] * (scores[j] < scores[i] ? 1 : tie);
      above += positive[j] * (scores[j] > scores[i] ? 1 : tie);
    }
    CHECK_NEAR(ranking.below[i], below / all_negative, 1e-13);
    CHECK_NEAR(ranking.above[i], above / all_positive, 1e-13);
  }
  CHECK_EQ(ranking.threshold.size(), 15u);
  CHECK_NEAR(ranking.positive.back(), all_positive, 1e-11);
}

TEST("RankWeighted refuses weights that are none, and one class") {
  std::vector<double> const scores{1, 2};
  std::vector<double> const one{1, 1};
  CHECK_THROWS(ErrorCode::kBadInput, RankWeighted(scores, one, std::vector<double>{0, 0}));
  CHECK_THROWS(ErrorCode::kBadInput, RankWeighted(scores, std::vector<double>{1, -1}, one));
  CHECK_THROWS(ErrorCode::kBadInput, RankWeighted(scores, std::vector<double>{1, NAN}, one));
}
