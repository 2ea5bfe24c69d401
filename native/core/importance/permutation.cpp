#include "core/importance/permutation.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/values.h"
#include "core/importance/leaf_scorer.h"
#include "core/random/philox.h"
#include "core/ranking/auc.h"

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

void CheckPlan(forest::Forest const& trees, Table const& table, std::span<uint8_t const> labels,
               Plan const& plan) {
  Require(trees.classes == 1, "permutation importance needs a forest of one output");
  Require(static_cast<int64_t>(labels.size()) == table.rows, "one label per row is needed");
  Require(static_cast<int32_t>(table.columns.size()) == trees.Features(),
          "the table must have one column per feature");
  Require(plan.repeats >= 1 && plan.repeats <= 1'000'000, "repeats must be from 1 to 1e6");
  for (auto const& group : plan.groups) {
    for (int32_t feature : group) {
      Require(feature >= 0 && feature < trees.Features(), "a group names an unknown feature");
    }
  }
}

class Measurement {
 public:
  Measurement(forest::CompiledForest const& forest, Table const& table,
              std::span<uint8_t const> labels, Plan const& plan, StopToken const* stop)
      : forest_(forest), labels_(labels), plan_(plan), stop_(stop) {
    for (auto const& column : table.columns) values_.push_back(stats::Values(column));
    for (size_t c = 0; c < values_.size(); ++c) {
      plain_.columns.push_back(Contiguous(table.columns[c], values_[c]));
    }
    plain_.rows = table.rows;
    plain_.chunk_lengths = {table.rows};
    auto const read = FeaturesRead(forest.Trees());
    for (size_t g = 0; g < plan.groups.size(); ++g) {
      auto const& group = plan.groups[g];
      bool const matters = std::any_of(group.begin(), group.end(), [&](int32_t feature) {
        return read[static_cast<size_t>(feature)] != 0;
      });
      if (matters) groups_.push_back(g);
    }
    leaves_.emplace(forest.Trees(), values_, table.rows);
    if (!leaves_->Refusal().empty()) leaves_.reset();
  }

  // Those that some tree reads.
  int64_t Groups() const { return static_cast<int64_t>(groups_.size()); }

  // Shuffles that share one pass over the trees: as many as keep every thread busy and their
  // scores within kScoresAtOnce.
  int64_t RepeatsAtOnce() const {
    int64_t const fit = std::max<int64_t>(1, kScoresAtOnce / std::max<int64_t>(1, plain_.rows));
    int64_t const fair = std::max<int64_t>(1, Groups() * plan_.repeats / (3 * plan_.threads));
    return std::min({fit, fair, plan_.repeats, kMostAtOnce});
  }

  double Baseline() const {
    auto const scores = Scored(plain_, plan_.threads);
    return stats::Auc(stats::SplitAndSort(scores, labels_, plan_.threads));
  }

  // Repeats [first, first + count) of a group, into result.permuted.
  void Shuffled(int64_t which, int64_t first, int64_t count, Importance& result) const {
    size_t const g = groups_[static_cast<size_t>(which)];
    auto const& group = plan_.groups[g];
    std::vector<std::vector<uint32_t>> orders;
    std::vector<std::vector<double>> scores(static_cast<size_t>(count));
    for (int64_t repeat = first; repeat < first + count; ++repeat) {
      orders.push_back(Permutation(plan_.seed, StreamOf(g, repeat), plain_.rows));
    }
    if (leaves_.has_value()) {
      std::vector<char> in_group(values_.size(), 0);
      for (int32_t feature : group) in_group[static_cast<size_t>(feature)] = 1;
      leaves_->Score(in_group, orders, stop_, scores);
    } else {
      for (size_t i = 0; i < orders.size(); ++i) scores[i] = ScoredAnew(group, orders[i]);
    }
    for (size_t i = 0; i < orders.size(); ++i) {
      result.permuted[g * static_cast<size_t>(plan_.repeats) + static_cast<size_t>(first) + i] =
          stats::Auc(stats::SplitAndSort(scores[i], labels_));
    }
  }

 private:
  static constexpr int64_t kScoresAtOnce = int64_t{1} << 22;
  static constexpr int64_t kMostAtOnce = 16;

  std::vector<double> ScoredAnew(std::vector<int32_t> const& group,
                                 std::vector<uint32_t> const& order) const {
    Table table = plain_;
    std::vector<std::vector<double>> moved(group.size());
    for (size_t i = 0; i < group.size(); ++i) {
      auto const feature = static_cast<size_t>(group[i]);
      auto const& from = values_[feature];
      moved[i].resize(from.size());
      for (size_t row = 0; row < from.size(); ++row) moved[i][row] = from[order[row]];
      table.columns[feature] = Contiguous(plain_.columns[feature], moved[i]);
    }
    return Scored(table, 1);
  }

  std::vector<double> Scored(Table const& table, int threads) const {
    std::vector<double> scores(static_cast<size_t>(table.rows));
    forest_.Score(table, {0, 0, false, threads, stop_}, scores);
    return scores;
  }

  forest::CompiledForest const& forest_;
  std::span<uint8_t const> labels_;
  Plan const& plan_;
  StopToken const* stop_;
  std::vector<std::vector<double>> values_;
  Table plain_;
  std::vector<size_t> groups_;
  std::optional<LeafScorer> leaves_;
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
  CheckPlan(forest.Trees(), table, labels, plan);
  Measurement const measurement(forest, table, labels, plan, stop);
  Importance result;
  result.baseline = measurement.Baseline();
  result.permuted.assign(plan.groups.size() * static_cast<size_t>(plan.repeats), result.baseline);
  int64_t const groups = measurement.Groups();
  int64_t const chunk = measurement.RepeatsAtOnce();
  int64_t const chunks = (plan.repeats + chunk - 1) / chunk;
  ParallelFor(groups * chunks, plan.threads, [&](int64_t task) {
    CheckStop(stop);
    int64_t const first = task % chunks * chunk;
    measurement.Shuffled(task / chunks, first, std::min(chunk, plan.repeats - first), result);
  });
  return result;
}

}  // namespace winback::importance
