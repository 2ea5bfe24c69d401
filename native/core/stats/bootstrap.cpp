#include "core/stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/stats/bucket_sort.h"
#include "core/stats/exact_sum.h"
#include "core/stats/histogram.h"
#include "core/stats/poisson_weights.h"
#include "core/stats/random_words.h"
#include "core/stats/values.h"

namespace winback::stats {
namespace {

constexpr int64_t kBlock = 2048;  // rows whose weights are made at a time; a multiple of 4

struct Sample {
  std::vector<double> values;  // ascending for quantiles
  std::vector<double> denominators;
};

std::vector<Sample> SplitByGroup(Column const& values, std::optional<Column> const& denominator,
                                 std::optional<Column> const& group, int64_t groups) {
  auto const numerators = Values(values);
  auto const below = denominator ? Values(*denominator) : std::vector<double>{};
  auto const codes = group ? Values(*group) : std::vector<double>{};
  Require((!denominator || below.size() == numerators.size()) &&
              (!group || codes.size() == numerators.size()),
          "bootstrap columns must have the same number of rows");
  std::vector<Sample> samples(static_cast<size_t>(groups));
  for (size_t row = 0; row < numerators.size(); ++row) {
    double const code = group ? codes[row] : 0;
    double const bottom = denominator ? below[row] : 1;
    if (std::isnan(code) || std::isnan(numerators[row]) || std::isnan(bottom)) continue;
    if (!(code >= 0 && code < static_cast<double>(groups) && code == std::floor(code))) {
      throw Error(ErrorCode::kBadInput,
                  "row " + std::to_string(row) + ": not a group code below the number of groups");
    }
    if (!std::isfinite(numerators[row]) || !std::isfinite(bottom)) {
      throw Error(ErrorCode::kBadInput, "row " + std::to_string(row) + " is infinite");
    }
    auto& sample = samples[static_cast<size_t>(code)];
    sample.values.push_back(numerators[row]);
    if (denominator) sample.denominators.push_back(bottom);
  }
  return samples;
}

// Sums of weight, weight x value and weight x denominator.
struct WeightedSums {
  int64_t rows = 0;
  double values = 0;
  double denominators = 0;
};

// Four interleaved lanes, as in moments_block.h.
double WeightedSum(int32_t const* weights, double const* values, int64_t count) {
  double lane[4] = {};
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int64_t k = 0; k < 4; ++k) lane[k] += weights[i + k] * values[i + k];
  }
  for (; i < count; ++i) lane[i & 3] += weights[i] * values[i];
  return ((lane[0] + lane[1]) + lane[2]) + lane[3];
}

uint64_t StreamOf(size_t group, int64_t replicate) {
  return (static_cast<uint64_t>(group) << 32) | static_cast<uint64_t>(replicate);
}

// How often every row of a sample counts in one replicate.
class Weights {
 public:
  Weights(BootstrapPlan const& plan, size_t group, int64_t rows)
      : plan_(plan), group_(group), rows_(rows), words_(static_cast<size_t>(4 * kBlock)) {}

  // Calls fn(first, weights, count) over consecutive rows.
  template <class Fn>
  void ForEachBlock(int64_t replicate, Fn&& fn) {
    if (plan_.scheme == BootstrapScheme::kMultinomial) {
      Multinomial(replicate);
      return fn(0, weights_.data(), rows_);
    }
    weights_.resize(static_cast<size_t>(kBlock));
    for (int64_t first = 0; first < rows_; first += kBlock) {
      int64_t const count = std::min(kBlock, rows_ - first);
      FillWords(plan_.seed, StreamOf(group_, replicate), static_cast<uint64_t>(first / 4),
                (count + 3) / 4, words_.data());
      PoissonWeights(words_.data(), count, weights_.data());
      fn(first, weights_.data(), count);
    }
  }

 private:
  // Row floor(word x rows / 2^64) for rows_ 64-bit words: uneven by less than rows / 2^64.
  void Multinomial(int64_t replicate) {
    weights_.assign(static_cast<size_t>(rows_), 0);
    for (int64_t first = 0; first < rows_; first += kBlock) {
      int64_t const count = std::min(kBlock, rows_ - first);
      FillWords(plan_.seed, StreamOf(group_, replicate), static_cast<uint64_t>(first / 2),
                (count + 1) / 2, words_.data());
      for (int64_t i = 0; i < count; ++i) {
        auto const* word = &words_[static_cast<size_t>(2 * i)];
        // (high 2^32 + low) x rows / 2^64 with rows < 2^32
        auto const rows = static_cast<uint64_t>(rows_);
        uint64_t const carried = (word[0] * rows) >> 32;
        ++weights_[static_cast<size_t>((word[1] * rows + carried) >> 32)];
      }
    }
  }

  BootstrapPlan const& plan_;
  size_t group_;
  int64_t rows_;
  std::vector<uint32_t> words_;
  std::vector<int32_t> weights_;
};

WeightedSums SumReplicate(Weights& weights, Sample const& sample, int64_t replicate) {
  WeightedSums sums;
  weights.ForEachBlock(replicate, [&](int64_t first, int32_t const* weight, int64_t count) {
    for (int64_t i = 0; i < count; ++i) sums.rows += weight[i];
    sums.values += WeightedSum(weight, &sample.values[static_cast<size_t>(first)], count);
    if (sample.denominators.empty()) return;
    sums.denominators +=
        WeightedSum(weight, &sample.denominators[static_cast<size_t>(first)], count);
  });
  return sums;
}

// The type 7 quantile of ascending values that count `weights` times each.
double WeightedQuantile(std::vector<double> const& values, std::vector<int32_t> const& weights,
                        double q) {
  int64_t total = 0;
  for (int32_t weight : weights) total += weight;
  if (total == 0) return std::nan("");
  double const position = q * static_cast<double>(total - 1);
  auto const rank = static_cast<int64_t>(position);
  size_t at = 0;
  int64_t seen = weights[0];
  while (seen <= rank) seen += weights[++at];
  double const low = values[at];
  if (position == static_cast<double>(rank)) return low;
  while (seen <= rank + 1) seen += weights[++at];
  return low + (position - static_cast<double>(rank)) * (values[at] - low);
}

double Replicate(BootstrapPlan const& plan, Weights& weights, Sample const& sample,
                 int64_t replicate) {
  if (plan.statistic == BootstrapStatistic::kQuantile) {
    std::vector<int32_t> all(sample.values.size());
    weights.ForEachBlock(replicate, [&](int64_t first, int32_t const* weight, int64_t count) {
      std::copy(weight, weight + count, all.begin() + first);
    });
    return WeightedQuantile(sample.values, all, plan.q);
  }
  auto const sums = SumReplicate(weights, sample, replicate);
  bool const ratio = plan.statistic == BootstrapStatistic::kRatio;
  double const bottom = ratio ? sums.denominators : static_cast<double>(sums.rows);
  return bottom == 0 ? std::nan("") : sums.values / bottom;
}

double Estimate(BootstrapPlan const& plan, Sample const& sample) {
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
    Weights weights(plan, g, results[g].rows);
    int64_t const end = std::min(plan.replicates, (task % tasks + 1) * kEach);
    for (int64_t r = task % tasks * kEach; r < end; ++r) {
      CheckStop(stop);
      results[g].replicates[static_cast<size_t>(r)] = Replicate(plan, weights, samples[g], r);
    }
  });
  return results;
}

}  // namespace winback::stats
