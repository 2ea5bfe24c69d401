// Oracle: every row compared with every value of the grid.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/drift/cells.h"
#include "core/drift/grid.h"
#include "core/drift/grid_index.h"
#include "core/drift/score_table.h"
#include "core/drift/transport.h"
#include "core/random/philox.h"
#include "test/check.h"

using namespace winback;
using namespace winback::drift;

namespace {

Column Doubles(std::vector<double> const& values) {
  ColumnChunk chunk;
  chunk.values = values.data();
  chunk.type = ColumnType::kFloat64;
  chunk.length = static_cast<int64_t>(values.size());
  return {"x", false, {chunk}};
}

enum class Shape { kNormal, kLognormal, kCounts, kZeros, kFar, kHuge, kConstant };
constexpr Shape kShapes[] = {Shape::kNormal, Shape::kLognormal, Shape::kCounts,  Shape::kZeros,
                             Shape::kFar,    Shape::kHuge,      Shape::kConstant};

double Draw(Shape shape, Philox const& random, size_t i) {
  double const u = random.Uniform(2 * i);
  double const z = std::sqrt(-2 * std::log(1 - u)) * std::cos(6.283 * random.Uniform(2 * i + 1));
  switch (shape) {
    case Shape::kNormal:
      return z;
    case Shape::kLognormal:
      return std::exp(4 * z);
    case Shape::kCounts:
      return std::floor(8 * u);
    case Shape::kZeros:
      return u < 0.6 ? (u < 0.3 ? -0.0 : 0.0) : std::exp(z);
    case Shape::kFar:
      return i == 7 ? 1e9 : z;
    case Shape::kHuge:
      return z * 1e308;
    case Shape::kConstant:
      return 3;
  }
  return 0;
}

std::vector<double> Sample(Shape shape, uint64_t seed, size_t n) {
  Philox const random(seed, 11);
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = Draw(shape, random, i);
  std::erase_if(values, [](double x) { return !std::isfinite(x); });
  return values;
}

size_t AtMost(std::vector<double> const& grid, double x) {
  return static_cast<size_t>(
      std::count_if(grid.begin(), grid.end(), [x](double g) { return g <= x; }));
}

}  // namespace

TEST("GridIndex finds the place of any value in any grid") {
  for (Shape const shape : kShapes) {
    auto const grid = Summarise(Doubles(Sample(shape, 1, 6000))).grid;
    GridIndex const index(grid);
    auto probes = Sample(shape, 2, 300);
    for (size_t i = 0; i < grid.size(); i += 17) {
      probes.push_back(grid[i]);
      probes.push_back(std::nextafter(grid[i], -INFINITY));
      probes.push_back(std::nextafter(grid[i], INFINITY));
    }
    for (double const far : {-1.7e308, 1.7e308, 5e-324, -5e-324, 0.0}) probes.push_back(far);
    for (double x : probes) {
      x += 0.0;
      if (!std::isfinite(x)) continue;
      size_t const found = index.Logarithmic() ? index.AtMost<true>(x) : index.AtMost<false>(x);
      CHECK_EQ(found, AtMost(grid, x));
    }
  }
}

TEST("A summary keeps every distinct value, or the quantiles of more than 4,096") {
  for (Shape const shape : kShapes) {
    auto values = Sample(shape, 3, 9000);
    auto const summary = Summarise(Doubles(values));
    for (double& value : values) value += 0.0;
    std::sort(values.begin(), values.end());
    double rows = 0;
    for (size_t i = 0; i < summary.grid.size(); ++i) {
      auto const [low, high] = std::equal_range(values.begin(), values.end(), summary.grid[i]);
      CHECK_EQ(summary.cells.equal[i], static_cast<double>(high - low));
      rows += summary.cells.equal[i] + summary.cells.between[i + 1];
      if (!summary.exact) CHECK(summary.cells.between[i + 1] <= std::ceil(9000.0 / kSteps));
      if (summary.exact) CHECK_EQ(summary.cells.between[i + 1], 0.0);
    }
    CHECK_EQ(rows, static_cast<double>(values.size()));
    CHECK_EQ(summary.cells.between[0], 0.0);
    for (double const edge : summary.edges)
      CHECK(std::binary_search(summary.grid.begin(), summary.grid.end(), edge));
    if (shape == Shape::kHuge) continue;
    double sum = 0;
    for (double const value : values) sum += value;
    CHECK(std::abs(summary.mean - sum / rows) <= 1e-9 * (1 + std::abs(summary.mean)));
  }
}

TEST("Cells are those of a comparison row by row, with any chunks and threads") {
  for (Shape const shape : kShapes) {
    auto const grid = Summarise(Doubles(Sample(shape, 4, 6000))).grid;
    auto values = Sample(shape, 5, 5000);
    values[10] = NAN;
    values[11] = INFINITY;
    values[12] = -INFINITY;
    auto column = Doubles(values);
    auto second = column.chunks[0];
    column.chunks[0].length = 1234;
    second.values = values.data() + 1234;
    second.length -= 1234;
    column.chunks.push_back(second);
    std::vector<Counted> const counted{{column, grid, -1}};
    auto const cells = CountCells(counted, 1)[0];
    Cells expected;
    expected.equal.assign(grid.size(), 0);
    expected.between.assign(grid.size() + 1, 0);
    for (double const x : values) {
      if (!std::isfinite(x)) continue;
      size_t const at = AtMost(grid, x);
      if (at > 0 && grid[at - 1] == x) {
        expected.equal[at - 1] += 1;
      } else {
        expected.between[at] += 1;
      }
    }
    CHECK(cells.equal == expected.equal);
    CHECK(cells.between == expected.between);
    CHECK_EQ(cells.missing, 1);
    CHECK_EQ(cells.infinite, 2);
    auto const again = CountCells(counted, 3)[0];
    CHECK(again.excess == cells.excess);
    CHECK(again.equal == cells.equal);
  }
}

TEST("A column of several parts has the same sums for any number of threads") {
  std::vector<double> const values = Sample(Shape::kLognormal, 6, (size_t{1} << 21) + 77);
  auto const grid = Summarise(Doubles(Sample(Shape::kLognormal, 7, 6000))).grid;
  std::vector<Counted> const counted{{Doubles(values), grid, -1}, {Doubles(values), {}, -1}};
  auto const one = CountCells(counted, 1);
  auto const four = CountCells(counted, 4);
  CHECK(one[0].excess == four[0].excess);
  CHECK(one[0].between == four[0].between);
  CHECK_EQ(one[1].between[0], static_cast<double>(values.size()));
}

TEST("Codes are counted; one that the dictionary lacks is refused with its row") {
  std::vector<double> const codes{0, 2, NAN, 2, 1};
  std::vector<Counted> counted{{Doubles(codes), {}, 3}};
  auto const cells = CountCells(counted, 1)[0];
  CHECK(cells.equal == (std::vector<double>{1, 1, 2}));
  CHECK_EQ(cells.missing, 1);
  counted[0].codes = 2;
  CHECK_THROWS(ErrorCode::kBadInput, CountCells(counted, 1));
}

TEST("An empty column has an empty grid, and its cells count all rows of another") {
  std::vector<double> const none{NAN, INFINITY};
  auto const summary = Summarise(Doubles(none));
  CHECK(summary.grid.empty());
  CHECK_EQ(summary.cells.missing, 1);
  CHECK_EQ(summary.cells.infinite, 1);
  std::vector<double> const values{1, 2};
  std::vector<Counted> const counted{{Doubles(values), summary.grid, -1}};
  CHECK(CountCells(counted, 1)[0].between == (std::vector<double>{2}));
}

TEST("A score table counts bins, scores and labels") {
  std::vector<double> const values{1, 2, 3, NAN};
  ScoredRows rows;
  rows.scores = {0.1, 0.2, 0.6, 0.9};
  rows.score_bin = ScoreBins(rows.scores, std::vector<double>{0.2, 0.5});
  CHECK(rows.score_bin == (std::vector<uint8_t>{0, 1, 2, 2}));
  rows.labels = {0, 1, 1, 0};
  rows.score_bins = 3;
  rows.threshold = 0.6;
  std::vector<Binned> const columns{{Doubles(values), {2}, -1}, {Doubles(values), {}, 2}};
  auto const tables = ScoreTables(columns, rows, 2);
  CHECK(tables[0].counts == (std::vector<double>{1, 0, 0, 0, 0, 0,     // below 2
                                                 0, 0, 0, 1, 0, 1,     // from 2 on
                                                 0, 0, 0, 0, 1, 0}));  // missing
  CHECK(tables[0].above == (std::vector<double>{0, 1, 1}));
  // Code 1 is known; 2, 3 and NaN are not.
  CHECK(tables[1].score_sums == (std::vector<double>{0, 0.1, 0.2 + 0.6 + 0.9}));
  rows.scores.pop_back();
  CHECK_THROWS(ErrorCode::kBadInput, ScoreTables(columns, rows, 1));
}

TEST("Transport is the area between the distribution functions") {
  std::vector<double> const day{2, 4, NAN, INFINITY};
  std::vector<double> const values{1, 3};
  std::vector<double> const rows{3, 1};
  // F - G: 3/4 on [1, 2), 1/4 on [2, 3), 1/2 on [3, 4).
  CHECK_EQ(Transport(values, rows, Doubles(day)), 0.75 + 0.25 + 0.5);
  CHECK_THROWS(ErrorCode::kBadInput, Transport(values, rows, Doubles({})));
}
