// Oracle: the same counts and sums row by row.
#include <cmath>
#include <cstdint>

#include "core/quantile/clusters.h"
#include "core/random/philox.h"
#include "core/resampling/splits.h"
#include "test/check.h"

using namespace winback;
using namespace winback::experiment;

namespace {

Column Doubles(std::vector<double> const& values) {
  ColumnChunk chunk;
  chunk.values = values.data();
  chunk.type = ColumnType::kFloat64;
  chunk.length = static_cast<int64_t>(values.size());
  return {"x", false, {chunk}};
}

}  // namespace

TEST("RandomHalves sums the rows whose bit is set, whatever the threads") {
  for (size_t const n : {1u, 31u, 32u, 127u, 128u, 129u, 1000u}) {
    Philox const random(5, 99);
    std::vector<double> values(n);
    for (size_t i = 0; i < n; ++i) values[i] = 1e6 + random.Uniform(i);
    auto const splits = RandomHalves(Doubles(values), {7, 3, 5, 1}, nullptr);
    auto const again = RandomHalves(Doubles(values), {7, 3, 5, 4}, nullptr);
    CHECK(splits.halves == again.halves);
    for (size_t s = 0; s < 5; ++s) {
      Philox const stream(7, 3 + s + 1);
      double rows = 0;
      double sum = 0;
      double squares = 0;
      for (size_t i = 0; i < n; ++i) {
        if (((stream.Block(i / 128)[(i / 32) % 4] >> (i % 32)) & 1) == 0) continue;
        double const value = values[i] - splits.mean;
        rows += 1;
        sum += value;
        squares += value * value;
      }
      CHECK_EQ(splits.halves[3 * s], rows);
      CHECK(std::abs(splits.halves[3 * s + 1] - sum) < 1e-9);
      CHECK(std::abs(splits.halves[3 * s + 2] - squares) < 1e-9);
    }
  }
}

TEST("RandomHalves stops when asked, and refuses what is no number") {
  StopToken stop;
  stop.Stop();
  std::vector<double> const values{1, 2, 3};
  CHECK_THROWS(ErrorCode::kAborted, RandomHalves(Doubles(values), {1, 0, 2, 1}, &stop));
  std::vector<double> const bad{1, NAN};
  CHECK_THROWS(ErrorCode::kBadInput, RandomHalves(Doubles(bad), {1, 0, 2, 1}, nullptr));
}

TEST("CountBelow adds up users of one arm") {
  std::vector<double> const values{1, 5, 2, 9, 4, 3};
  std::vector<double> const arm{0, 0, 1, 0, 0, 1};
  std::vector<double> const user{7, 7, 1, 2, 7, 1};
  Sample const sample{Doubles(values), Doubles(arm), 0};
  auto const sums = CountBelow(sample, Doubles(user), 4);
  CHECK_EQ(sums.clusters, 2.0);
  CHECK_EQ(sums.rows, 4.0);
  CHECK_EQ(sums.below, 2.0);
  CHECK_EQ(sums.rows2, 10.0);
  CHECK_EQ(sums.below2, 4.0);
  CHECK_EQ(sums.cross, 6.0);
  CHECK(SortedValues(sample) == (std::vector<double>{1, 4, 5, 9}));
  std::vector<double> const half{0.5, 0, 0, 0, 0, 0};
  CHECK_THROWS(ErrorCode::kBadInput, CountBelow(sample, Doubles(half), 4));
}
