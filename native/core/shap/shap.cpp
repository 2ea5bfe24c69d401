#include "core/shap/shap.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "core/base/error.h"
#include "core/base/kernel_table.h"
#include "core/base/parallel.h"
#include "core/base/table_reader.h"
#include "core/forest/model/score_scalar.h"
#include "core/shap/shap_run.h"

namespace winback::shap {
namespace {

// Rows that share a tree's factors while they are in the cache.
constexpr int64_t kBlockRows = 256;
constexpr int64_t kGroups = kBlockRows / kLanes;

template <class T>
class Aligned {
 public:
  explicit Aligned(size_t count)
      : data_(static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{64}))) {
    std::fill_n(data_, count, T{});
  }
  ~Aligned() { ::operator delete(data_, std::align_val_t{64}); }
  Aligned(Aligned const&) = delete;
  Aligned& operator=(Aligned const&) = delete;
  T* get() { return data_; }

 private:
  T* data_;
};

constexpr KernelTable<ShapKernels> kKernels{
    {Isa::kScalar, &kShapScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kShapAvx2},
#endif
};

}  // namespace

struct Explainer::Workspace {
  Workspace(TableReader const& reader, size_t features, size_t nodes, size_t sum_count)
      : table(reader),
        rows(static_cast<size_t>(kBlockRows) * features),
        columns(kGroups * features * 3 * kLanes),
        answers(nodes * kLanes),
        masks(2 * nodes * kLanes),
        sums(sum_count * kLanes),
        contributions(kGroups * features * kLanes) {}

  TableReader const& table;
  std::vector<double> rows;  // row-major
  Aligned<double> columns;   // [group][feature][kind][lane]
  Aligned<int64_t> answers;  // of one tree and group
  Aligned<int64_t> masks;
  Aligned<double> sums;
  Aligned<double> contributions;  // [group][feature][lane]
};

Explainer::Explainer(forest::Forest const& forest, forest::Iterations range)
    : forest_(forest), first_tree_(static_cast<size_t>(range.first * forest.classes)) {
  auto const count = static_cast<size_t>(range.count * forest.classes);
  trees_.reserve(count);
  for (size_t t = 0; t < count; ++t) {
    auto const& made = trees_.emplace_back(PrepareTree(forest.trees[first_tree_ + t]));
    most_nodes_ = std::max(most_nodes_, made.nodes.size());
    most_sums_ = std::max(most_sums_, made.nodes.size() * static_cast<size_t>(made.quadrature));
  }
}

int64_t Explainer::Width() const {
  return int64_t{forest_.classes} * (int64_t{forest_.Features()} + 1);
}

// The three readings of every numeric value (ColumnKind), lane by lane; rows past the end repeat
// the last one.
void Explainer::Prepare(Workspace& work, int64_t rows) const {
  auto const features = static_cast<int64_t>(forest_.Features());
  int64_t const lanes = (rows + kLanes - 1) / kLanes * kLanes;
  for (int64_t padded = 0; padded < lanes; ++padded) {
    double const* row = &work.rows[static_cast<size_t>(std::min(padded, rows - 1) * features)];
    int64_t const group = padded / kLanes;
    int64_t const lane = padded % kLanes;
    for (int64_t f = 0; f < features; ++f) {
      double* column = work.columns.get() + ((group * features + f) * 3) * kLanes + lane;
      double const value = std::isnan(row[f]) ? row[f] : forest::Flushed(forest_.rules, row[f]);
      column[kNanAsZero * kLanes] = std::isnan(value) ? 0.0 : value;
      column[kNanKept * kLanes] = value;
      column[kZeroAsNan * kLanes] = value == 0 ? std::nan("") : value;
    }
  }
}

void Explainer::AnswerCategories(ShapTree const& tree, size_t index, Workspace& work,
                                 int64_t group) const {
  auto const features = static_cast<int64_t>(forest_.Features());
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    ShapNode const& node = tree.nodes[i];
    if (node.leaf || !node.categorical) continue;
    auto const& source = forest_.trees[first_tree_ + index];
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      double const value =
          work.columns.get()[((group * features + node.asks) * 3 + kNanKept) * kLanes + lane];
      bool const left = forest::GoesLeft(forest_.rules, source,
                                         source.nodes[static_cast<size_t>(node.node)], value);
      work.answers.get()[static_cast<int64_t>(i) * kLanes + lane] = left ? -1 : 0;
    }
  }
}

void Explainer::ExplainBlock(Workspace& work, int64_t first, int64_t rows, double* out) const {
  auto const features = static_cast<int64_t>(forest_.Features());
  ShapKernels const& kernels = kKernels.Active();
  work.table.ReadRows(first, rows, work.rows.data());
  Prepare(work, rows);
  int64_t const groups = (rows + kLanes - 1) / kLanes;
  for (int64_t k = 0; k < forest_.classes; ++k) {
    std::fill_n(work.contributions.get(), groups * features * kLanes, 0.0);
    double expected = forest_.Base(k);
    for (size_t t = static_cast<size_t>(k); t < trees_.size();
         t += static_cast<size_t>(forest_.classes)) {
      ShapTree const& tree = trees_[t];
      expected += tree.expected;
      ShapView const view{tree.nodes.data(), static_cast<int32_t>(tree.nodes.size()),
                          tree.quadrature, tree.factors.data(), tree.weights.data()};
      for (int64_t group = 0; group < groups && view.count > 1; ++group) {
        AnswerCategories(tree, t, work, group);
        kernels.run(view, {work.columns.get() + group * features * 3 * kLanes, work.answers.get(),
                           work.masks.get(), work.sums.get(),
                           work.contributions.get() + group * features * kLanes});
      }
    }
    bool const scaled = !forest_.bias.empty();
    double const scale = scaled ? forest_.scale : 1.0;
    if (scaled) expected = expected * scale + forest_.bias[static_cast<size_t>(k)];
    for (int64_t row = 0; row < rows; ++row) {
      double* mine = out + row * Width() + k * (features + 1);
      double const* lanes =
          work.contributions.get() + row / kLanes * features * kLanes + row % kLanes;
      for (int64_t f = 0; f < features; ++f) mine[f] = lanes[f * kLanes] * scale;
      mine[features] = expected;
    }
  }
}

void Explainer::Explain(Table const& table, int threads, StopToken const* stop,
                        std::span<double> out) const {
  auto const features = static_cast<size_t>(forest_.Features());
  Require(table.columns.size() == features, "the table must have one column per feature");
  Require(static_cast<int64_t>(out.size()) == table.rows * Width(),
          "the output must hold rows x (features + 1) x classes numbers");
  TableReader const reader(table);
  int64_t const blocks = (table.rows + kBlockRows - 1) / kBlockRows;
  ParallelFor(blocks, threads, [&](int64_t block) {
    CheckStop(stop);
    Workspace work(reader, features, most_nodes_, most_sums_);
    int64_t const first = block * kBlockRows;
    ExplainBlock(work, first, std::min(kBlockRows, table.rows - first),
                 out.data() + first * Width());
  });
}

}  // namespace winback::shap
