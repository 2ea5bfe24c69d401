// A stopped task ends in the middle of its kernel: those that are given no token look at the
// thread's.
#include "core/base/bucket_sort.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"
#include "core/exact/permutation.h"
#include "core/exact/unconditional.h"
#include "core/quantile/clusters.h"
#include "core/ranking/auc.h"
#include "core/ranking/histogram.h"
#include "core/ranking/isotonic.h"
#include "test/check.h"

using namespace winback;

namespace {

std::vector<double> Waves(size_t count) {
  std::vector<double> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i * 7919 % 10007);
  return values;
}

Column ColumnOver(std::vector<double> const& values) {
  ColumnChunk chunk;
  chunk.values = values.data();
  chunk.length = static_cast<int64_t>(values.size());
  return {"x", false, {chunk}};
}

}  // namespace

TEST("A stopped task's kernels end, those on helper threads too") {
  StopToken token;
  token.Stop();
  StopScope const scope(&token);
  auto const x = Waves(5000);
  std::vector<uint8_t> labels(5000);
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = i % 3 == 0;
  Column const column = ColumnOver(x);
  auto copy = x;
  std::vector<double> scratch;
  CHECK_THROWS(ErrorCode::kAborted, ParallelFor(3, 1, [](int64_t) {}));
  CHECK_THROWS(ErrorCode::kAborted, ParallelFor(3, 3, [](int64_t) {}));
  CHECK_THROWS(ErrorCode::kAborted, stats::BucketSort(copy, scratch));
  CHECK_THROWS(ErrorCode::kAborted, stats::Values(column));
  CHECK_THROWS(ErrorCode::kAborted, stats::SplitAndSort(x, labels, 2));
  CHECK_THROWS(ErrorCode::kAborted, stats::CompareAuc(x, x, labels, 0.95));
  CHECK_THROWS(ErrorCode::kAborted, stats::ScoreProbabilities(x, labels));
  CHECK_THROWS(ErrorCode::kAborted, stats::CountInBins(x, {0, 1, 2}));
  CHECK_THROWS(ErrorCode::kAborted, stats::FitIsotonic(x, x, {}, true));
  CHECK_THROWS(ErrorCode::kAborted, exact::UpperTail({3, 10, 5, 10}, {exact::Ordering::kPooledZ}));
  CHECK_THROWS(ErrorCode::kAborted, exact::UpperTail({3, 10, 5, 10}, {exact::Ordering::kFisher}));
  CHECK_THROWS(ErrorCode::kAborted, exact::PermuteMeans(x, x, 10, 1, 1, nullptr));
  CHECK_THROWS(ErrorCode::kAborted, experiment::SortedValues({column, std::nullopt, 0}));
}

TEST("A helper inherits the token of the task it helps, and only while it helps") {
  StopToken token;
  {
    StopScope const scope(&token);
    CHECK_THROWS(ErrorCode::kAborted, ParallelFor(64, 4, [&](int64_t task) {
                   if (task == 9) token.Stop();
                   ParallelFor(2, 1, [](int64_t) {});
                 }));
    CHECK_EQ(TaskStop(), static_cast<StopToken const*>(&token));
  }
  CHECK_EQ(TaskStop(), static_cast<StopToken const*>(nullptr));
  int runs = 0;
  ParallelFor(5, 1, [&](int64_t) { ++runs; });
  CHECK_EQ(runs, 5);
}
