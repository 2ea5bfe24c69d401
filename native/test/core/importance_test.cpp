// Oracle: the reference scorer (score_scalar.h) over rows whose features were moved one by one.
#include <cstring>

#include "core/forest/model/score_scalar.h"
#include "core/forest/probe_rows.h"
#include "core/importance/leaf_scorer.h"
#include "core/importance/permutation.h"
#include "core/ranking/auc.h"
#include "test/check.h"
#include "test/core/forest_samples.h"
#include "test/support.h"

using namespace winback;
using namespace winback::forest;
using namespace winback::importance;
using winback::test::RandomForest;
using winback::test::SampleOptions;

namespace {

constexpr int64_t kRows = 1500;  // a whole block and a part of one

SampleOptions Kind(uint64_t seed) {
  SampleOptions options;
  options.features = 5 + static_cast<int32_t>(seed % 4);
  options.categorical = static_cast<int32_t>(seed % 3);
  options.trees = 5 + static_cast<int32_t>(seed % 13);
  options.leaves = seed % 4 == 0 ? 256 : 2 + static_cast<int32_t>(seed * 7 % 60);
  options.chain = seed % 5 == 0;
  options.average = seed % 7 == 0;
  options.thresholds = seed % 2 == 0 ? 200 : 7;
  return options;
}

std::vector<double> Moved(std::vector<double> const& rows, size_t features,
                          std::vector<char> const& in_group, std::vector<uint32_t> const& order) {
  std::vector<double> moved(rows);
  for (size_t row = 0; row < order.size(); ++row) {
    for (size_t f = 0; f < features; ++f) {
      if (in_group[f] != 0) moved[row * features + f] = rows[order[row] * features + f];
    }
  }
  return moved;
}

void CheckGroups(Forest const& forest, uint64_t seed) {
  auto const features = forest.feature_names.size();
  auto const rows = ProbeRows(forest, kRows, seed);
  std::vector<std::vector<double>> columns(features);
  for (size_t f = 0; f < features; ++f) {
    for (size_t row = 0; row < kRows; ++row) columns[f].push_back(rows[row * features + f]);
  }
  LeafScorer const scorer(forest, columns, kRows);
  CHECK_EQ(scorer.Refusal(), "");
  if (!scorer.Refusal().empty()) return;
  for (size_t group = 0; group <= features; ++group) {
    std::vector<char> in_group(features, 0);
    // The last group is every other feature.
    for (size_t f = 0; f < features; ++f) in_group[f] = group == features ? f % 2 == 0 : f == group;
    std::vector<std::vector<uint32_t>> const orders{Permutation(seed, StreamOf(group, 0), kRows),
                                                    Permutation(seed, StreamOf(group, 1), kRows)};
    std::vector<std::vector<double>> scores(orders.size());
    scorer.Score(in_group, orders, nullptr, scores);
    for (size_t r = 0; r < orders.size(); ++r) {
      auto const moved = Moved(rows, features, in_group, orders[r]);
      std::vector<double> expected(kRows);
      ScoreRowsScalar(forest, {0, forest.Iterations()}, false, moved.data(), kRows,
                      expected.data());
      CHECK(std::memcmp(expected.data(), scores[r].data(), sizeof(double) * kRows) == 0);
    }
  }
}

}  // namespace

TEST("shuffled scores from kept leaves are the reference's bits, on every instruction set") {
  test::EveryIsa([] {
    for (uint64_t seed = 1; seed <= 24; ++seed) CheckGroups(RandomForest(seed, Kind(seed)), seed);
  });
}

TEST("forests whose questions do not fit a byte say so") {
  std::vector<std::vector<double>> const columns(6, std::vector<double>(3, 1.0));
  auto refusal = [&](SampleOptions const& options) {
    return LeafScorer(RandomForest(3, options), columns, 3).Refusal();
  };
  SampleOptions linear;
  linear.linear = true;
  CHECK_EQ(refusal(linear), "linear leaves");
  SampleOptions large;
  large.leaves = 400;
  CHECK_EQ(refusal(large), "over 256 leaves");
  SampleOptions crowded;
  crowded.trees = 60;
  crowded.leaves = 100;
  crowded.thresholds = 400;
  CHECK_EQ(refusal(crowded), "over 254 thresholds of one feature");
  SampleOptions many;
  many.trees = 60;
  many.categories = 400;
  CHECK_EQ(refusal(many), "over 255 categories");
}

TEST("permutation importance is the naive loop, whether leaves are kept or not") {
  for (bool const large : {false, true}) {
    SampleOptions options;
    options.leaves = large ? 400 : 30;
    CompiledForest const forest(RandomForest(11, options));
    auto const features = forest.Trees().feature_names.size();
    auto const rows = ProbeRows(forest.Trees(), kRows, 5);
    std::vector<std::vector<double>> columns(features);
    std::vector<uint8_t> labels;
    Table table;
    table.rows = kRows;
    table.chunk_lengths = {kRows};
    for (size_t row = 0; row < kRows; ++row) labels.push_back(row % 3 == 0);
    for (size_t f = 0; f < features; ++f) {
      for (size_t row = 0; row < kRows; ++row) columns[f].push_back(rows[row * features + f]);
      table.columns.push_back(
          {"x", false, {{ColumnType::kFloat64, columns[f].data(), nullptr, 0, kRows}}});
    }
    Plan plan;
    plan.groups = {{0}, {1, 4}, {5}};
    plan.repeats = 3;
    plan.seed = 9;
    plan.threads = large ? 3 : 1;
    auto const got = PermutationImportance(forest, table, labels, plan, nullptr);
    for (size_t g = 0; g < plan.groups.size(); ++g) {
      std::vector<char> in_group(features, 0);
      for (int32_t f : plan.groups[g]) in_group[static_cast<size_t>(f)] = 1;
      for (int64_t repeat = 0; repeat < plan.repeats; ++repeat) {
        auto const order = Permutation(plan.seed, StreamOf(g, repeat), kRows);
        auto const moved = Moved(rows, features, in_group, order);
        std::vector<double> scores(kRows);
        ScoreRowsScalar(forest.Trees(), {0, forest.Trees().Iterations()}, false, moved.data(),
                        kRows, scores.data());
        CHECK_EQ(got.permuted[g * 3 + static_cast<size_t>(repeat)],
                 stats::Auc(stats::SplitAndSort(scores, labels)));
      }
    }
  }
}
