#include "core/importance/permutation.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/philox.h"
#include "core/stats/auc.h"
#include "core/stats/values.h"

namespace winback::importance {
namespace {

// A column of doubles in one chunk.
Column Contiguous(Column const& like, std::vector<double> const& values) {
  return {like.name,
          like.categorical,
          {{ColumnType::kFloat64, values.data(), nullptr, 0, static_cast<int64_t>(values.size())}}};
}

std::vector<char> FeaturesRead(forest::Forest const& forest) {
  std::vector<char> read(static_cast<size_t>(forest.Features()), 0);
  for (auto const& tree : forest.trees) {
    for (int32_t feature : forest::UsedFeatures(tree)) read[static_cast<size_t>(feature)] = 1;
  }
  return read;
}

class Measurement {
 public:
  Measurement(forest::CompiledForest const& forest, Table const& table,
              std::span<uint8_t const> labels, StopToken const* stop)
      : forest_(forest), labels_(labels), stop_(stop) {
    for (auto const& column : table.columns) values_.push_back(stats::Values(column));
    for (size_t c = 0; c < values_.size(); ++c) {
      plain_.columns.push_back(Contiguous(table.columns[c], values_[c]));
    }
    plain_.rows = table.rows;
    plain_.chunk_lengths = {table.rows};
  }

  double Baseline(int threads) const { return AucOf(plain_, threads); }

  double Shuffled(std::vector<int32_t> const& group, std::vector<uint32_t> const& order) const {
    Table table = plain_;
    std::vector<std::vector<double>> moved(group.size());
    for (size_t i = 0; i < group.size(); ++i) {
      auto const feature = static_cast<size_t>(group[i]);
      auto const& from = values_[feature];
      moved[i].resize(from.size());
      for (size_t row = 0; row < from.size(); ++row) moved[i][row] = from[order[row]];
      table.columns[feature] = Contiguous(plain_.columns[feature], moved[i]);
    }
    return AucOf(table, 1);
  }

 private:
  double AucOf(Table const& table, int threads) const {
    std::vector<double> scores(static_cast<size_t>(table.rows));
    forest_.Score(table, {0, 0, false, threads, stop_}, scores);
    return stats::Auc(stats::SplitAndSort(scores, labels_, threads));
  }

  forest::CompiledForest const& forest_;
  std::span<uint8_t const> labels_;
  StopToken const* stop_;
  std::vector<std::vector<double>> values_;
  Table plain_;
};

}  // namespace

std::vector<uint32_t> Permutation(uint64_t seed, uint64_t stream, int64_t rows) {
  Require(rows >= 0 && rows < (int64_t{1} << 32), "a permutation takes fewer than 2^32 rows");
  Philox const random(seed, stream);
  std::vector<uint32_t> order(static_cast<size_t>(rows));
  std::iota(order.begin(), order.end(), uint32_t{0});
  for (int64_t last = rows - 1; last > 0; --last) {
    // floor(word x count / 2^64), word of 64 bits: uneven by less than count / 2^64.
    auto const block = random.Block(static_cast<uint64_t>(last));
    auto const count = static_cast<uint64_t>(last + 1);
    uint64_t const carried = (block[0] * count) >> 32;
    std::swap(order[static_cast<size_t>(last)], order[(block[1] * count + carried) >> 32]);
  }
  return order;
}

Importance PermutationImportance(forest::CompiledForest const& forest, Table const& table,
                                 std::span<uint8_t const> labels, Plan const& plan,
                                 StopToken const* stop) {
  auto const& trees = forest.Trees();
  Require(trees.classes == 1, "permutation importance needs a forest of one output");
  Require(static_cast<int64_t>(labels.size()) == table.rows, "one label per row is needed");
  Require(static_cast<int32_t>(table.columns.size()) == trees.Features(),
          "the table must have one column per feature");
  Require(plan.repeats >= 1 && plan.repeats <= 1'000'000, "repeats must be from 1 to 1e6");
  auto const read = FeaturesRead(trees);
  std::vector<char> matters(plan.groups.size(), 0);
  for (size_t g = 0; g < plan.groups.size(); ++g) {
    for (int32_t feature : plan.groups[g]) {
      Require(feature >= 0 && feature < trees.Features(), "a group names an unknown feature");
      matters[g] = static_cast<char>(matters[g] | read[static_cast<size_t>(feature)]);
    }
  }
  Measurement const measurement(forest, table, labels, stop);
  Importance result;
  result.baseline = measurement.Baseline(plan.threads);
  auto const groups = static_cast<int64_t>(plan.groups.size());
  result.permuted.assign(static_cast<size_t>(groups * plan.repeats), result.baseline);
  ParallelFor(groups * plan.repeats, plan.threads, [&](int64_t task) {
    CheckStop(stop);
    auto const g = static_cast<size_t>(task / plan.repeats);
    if (matters[g] == 0) return;
    auto const order = Permutation(plan.seed, StreamOf(g, task % plan.repeats), table.rows);
    result.permuted[static_cast<size_t>(task)] = measurement.Shuffled(plan.groups[g], order);
  });
  return result;
}

}  // namespace winback::importance
