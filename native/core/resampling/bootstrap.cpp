#include "core/resampling/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/parallel.h"
#include "core/random/random_words.h"
#include "core/ranking/histogram.h"
#include "core/resampling/bootstrap_sample.h"
#include "core/resampling/poisson_weights.h"
#include "core/resampling/weighted_sum.h"

namespace winback::stats {
namespace {

constexpr int64_t kBlock = 2048;  // rows whose weights are made at a time; a multiple of 32

// Sums over the rows of one replicate.
struct ReplicateSums {
  int64_t rows = 0;
  double values = 0;
  double denominators = 0;
};

uint64_t StreamOf(size_t group, int64_t replicate) {
  return (static_cast<uint64_t>(group) << 32) | static_cast<uint64_t>(replicate);
}

// The replicates of one group; one object per task, for its buffers.
class Resampler {
 public:
  Resampler(BootstrapPlan const& plan, BootstrapSample const& sample, size_t group)
      : plan_(plan),
        sample_(sample),
        group_(group),
        rows_(static_cast<int64_t>(sample.values.size())),
        words_(static_cast<size_t>(kBlock / 2)) {}

  double Replicate(int64_t replicate) {
    uint64_t const stream = StreamOf(group_, replicate);
    bool const poisson = plan_.scheme == BootstrapScheme::kPoisson;
    if (plan_.statistic == BootstrapStatistic::kQuantile) {
      return poisson ? PoissonQuantile(stream) : MultinomialQuantile(stream);
    }
    auto const sums = poisson ? PoissonSums(stream) : MultinomialSums(stream);
    bool const ratio = plan_.statistic == BootstrapStatistic::kRatio;
    double const bottom = ratio ? sums.denominators : static_cast<double>(sums.rows);
    return bottom == 0 ? std::nan("") : sums.values / bottom;
  }

 private:
  ReplicateSums PoissonSums(uint64_t stream) {
    weights_.resize(static_cast<size_t>(std::min(rows_, kBlock)));
    ReplicateSums sums;
    for (int64_t first = 0; first < rows_; first += kBlock) {
      int64_t const count = std::min(kBlock, rows_ - first);
      auto const at = static_cast<size_t>(first);
      sums.rows += PoissonWeights(plan_.seed, stream, first, count, words_.data(), weights_.data());
      sums.values += WeightedSum(weights_.data(), &sample_.values[at], count);
      if (sample_.denominators.empty()) continue;
      sums.denominators += WeightedSum(weights_.data(), &sample_.denominators[at], count);
    }
    return sums;
  }

  ReplicateSums MultinomialSums(uint64_t stream) {
    double tops[4] = {};
    double bottoms[4] = {};
    bool const ratio = !sample_.denominators.empty();
    ForEachDraw(stream, [&](size_t lane, size_t row) {
      tops[lane] += sample_.values[row];
      if (ratio) bottoms[lane] += sample_.denominators[row];
    });
    return {rows_, ((tops[0] + tops[1]) + tops[2]) + tops[3],
            ((bottoms[0] + bottoms[1]) + bottoms[2]) + bottoms[3]};
  }

  double PoissonQuantile(uint64_t stream) {
    weights_.resize(static_cast<size_t>(rows_));
    block_totals_.clear();
    int64_t total = 0;
    for (int64_t first = 0; first < rows_; first += kBlock) {
      int64_t const count = std::min(kBlock, rows_ - first);
      block_totals_.push_back(PoissonWeights(plan_.seed, stream, first, count, words_.data(),
                                             &weights_[static_cast<size_t>(first)]));
      total += block_totals_.back();
    }
    return WeightedQuantile(weights_, total);
  }

  double MultinomialQuantile(uint64_t stream) {
    counts_.assign(static_cast<size_t>(rows_), 0);
    ForEachDraw(stream, [&](size_t, size_t row) { ++counts_[row]; });
    block_totals_.clear();
    return WeightedQuantile(counts_, rows_);
  }

  // Calls fn(lane, row) for rows_ drawn rows, lane 0, 1, 2, 3, 0, ... Row floor(word x rows / 2^64)
  // for 64-bit words: uneven by less than rows / 2^64.
  template <class Fn>
  void ForEachDraw(uint64_t stream, Fn&& fn) {
    auto const rows = static_cast<uint64_t>(rows_);  // < 2^32
    constexpr int64_t kDraws = kBlock / 4;           // as many words as kBlock Poisson rows
    for (int64_t first = 0; first < rows_; first += kDraws) {
      int64_t const count = std::min(kDraws, rows_ - first);
      FillWords(plan_.seed, stream, static_cast<uint64_t>(first / 2), (count + 1) / 2,
                words_.data());
      for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
        uint64_t const carried = (words_[2 * i] * rows) >> 32;
        fn(i & 3, static_cast<size_t>((words_[2 * i + 1] * rows + carried) >> 32));
      }
    }
  }

  // The type 7 quantile of the ascending values that count `weights` times each, `total` in all.
  template <class Weight>
  double WeightedQuantile(std::vector<Weight> const& weights, int64_t total) const {
    if (total == 0) return std::nan("");
    double const position = plan_.q * static_cast<double>(total - 1);
    auto const rank = static_cast<int64_t>(position);
    int64_t seen = 0;
    size_t block = 0;
    for (; block < block_totals_.size() && seen + block_totals_[block] <= rank; ++block) {
      seen += block_totals_[block];
    }
    size_t at = block * static_cast<size_t>(kBlock);
    for (seen += weights[at]; seen <= rank;) seen += weights[++at];
    double const low = sample_.values[at];
    if (position == static_cast<double>(rank)) return low;
    while (seen <= rank + 1) seen += weights[++at];
    return low + (position - static_cast<double>(rank)) * (sample_.values[at] - low);
  }

  BootstrapPlan const& plan_;
  BootstrapSample const& sample_;
  size_t group_;
  int64_t rows_;
  std::vector<uint32_t> words_;
  std::vector<uint8_t> weights_;  // kPoisson
  std::vector<int32_t> counts_;   // kMultinomial, quantiles
  std::vector<int64_t> block_totals_;
};

double Estimate(BootstrapPlan const& plan, BootstrapSample const& sample) {
  if (plan.statistic == BootstrapStatistic::kQuantile) return SortedQuantile(sample.values, plan.q);
  ExactSum top;
  for (double value : sample.values) top.Add(value);
  if (plan.statistic == BootstrapStatistic::kMean) {
    return top.Total() / static_cast<double>(sample.values.size());
  }
  ExactSum bottom;
  for (double value : sample.denominators) bottom.Add(value);
  return bottom.Total() == 0 ? std::nan("") : top.Total() / bottom.Total();
}

}  // namespace

std::vector<BootstrapGroup> Bootstrap(Column const& values,
                                      std::optional<Column> const& denominator,
                                      std::optional<Column> const& group, int64_t groups,
                                      BootstrapPlan const& plan, StopToken const* stop) {
  Require(plan.replicates >= 1 && plan.replicates <= 10'000'000, "replicates must be 1 to 1e7");
  Require(plan.q >= 0 && plan.q <= 1, "q must be from 0 to 1");
  auto samples = SplitByGroup(values, denominator, group, group ? groups : 1);
  std::vector<BootstrapGroup> results(samples.size());
  for (size_t g = 0; g < samples.size(); ++g) {
    auto& sample = samples[g];
    Require(!sample.values.empty(), "group " + std::to_string(g) + " has no row");
    Require(sample.values.size() < (size_t{1} << 32), "a bootstrap takes fewer than 2^32 rows");
    std::vector<double> scratch;
    if (plan.statistic == BootstrapStatistic::kQuantile) BucketSort(sample.values, scratch);
    results[g] = {static_cast<int64_t>(sample.values.size()), Estimate(plan, sample),
                  std::vector<double>(static_cast<size_t>(plan.replicates))};
  }
  constexpr int64_t kEach = 8;  // replicates per task
  int64_t const tasks = (plan.replicates + kEach - 1) / kEach;
  ParallelFor(tasks * static_cast<int64_t>(samples.size()), plan.threads, [&](int64_t task) {
    auto const g = static_cast<size_t>(task / tasks);
    Resampler resampler(plan, samples[g], g);
    int64_t const end = std::min(plan.replicates, (task % tasks + 1) * kEach);
    for (int64_t r = task % tasks * kEach; r < end; ++r) {
      CheckStop(stop);
      results[g].replicates[static_cast<size_t>(r)] = resampler.Replicate(r);
    }
  });
  return results;
}

}  // namespace winback::stats
