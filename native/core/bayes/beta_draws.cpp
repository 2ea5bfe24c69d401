#include "core/bayes/beta_draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/bayes/beta_posterior.h"
#include "core/bayes/beta_sampler.h"
#include "core/bayes/beta_sums.h"
#include "core/random/philox.h"
#include "core/random/random_words.h"

namespace winback::stats {
namespace {

constexpr int64_t kBlock = 256;      // draws whose words and values stay in the first-level cache
constexpr int64_t kMaxChunks = 256;  // tasks, each with its own sums and histogram

// The draws as buckets of their differences, two bytes each: the few values that order statistics
// need are drawn again.
class Draws {
 public:
  Draws(BetaShape a, BetaShape b, int64_t draws, uint64_t seed)
      : seed_(seed),
        draws_(draws),
        each_(std::max<int64_t>(32 * kBlock, (draws / kMaxChunks / kBlock + 1) * kBlock)),
        buckets_(std::make_unique_for_overwrite<uint16_t[]>(static_cast<size_t>(draws))),
        chunks_(static_cast<size_t>((draws + each_ - 1) / each_)) {
    constexpr double kReach = 10;  // standard deviations; what lies beyond is in the end buckets
    double const spread = std::sqrt(a.Variance() + b.Variance());
    frame_ = {a.Mean(), b.Mean(), b.Mean() - a.Mean() - kReach * spread,
              kDrawBuckets / (2 * kReach * spread)};
  }

  void Run(BetaShape a, BetaShape b, int threads, StopToken const* stop) {
    std::array<BetaShape, 2> const shapes{a, b};
    ParallelFor(2, threads, [&](int64_t k) {
      auto const arm = static_cast<size_t>(k);
      samplers_[arm].emplace(shapes[arm]);
    });
    ParallelFor(static_cast<int64_t>(chunks_.size()), threads, [&](int64_t chunk) {
      CheckStop(stop);
      RunChunk(chunk);
    });
    for (auto const& chunk : chunks_) {
      sums_.Add(chunk.sums);
      for (size_t k = 0; k < kDrawBuckets; ++k) start_[k + 1] += chunk.counts[k];
    }
    for (size_t k = 0; k < kDrawBuckets; ++k) start_[k + 1] += start_[k];
  }

  DrawSums const& Sums() const { return sums_; }

  // The error of a quantile: half the distance of the quantiles one standard error of the rank
  // away.
  Simulated Quantile(double q) const {
    double const step = std::sqrt(q * (1 - q) / static_cast<double>(draws_));
    uint64_t const last = std::min(RankOf(q + step) + 1, static_cast<uint64_t>(draws_ - 1));
    size_t const first_bucket = BucketOfRank(RankOf(q - step));
    auto const values = ValuesIn(first_bucket, BucketOfRank(last));
    auto at = [&](double share) {
      double const position = Position(share);
      uint64_t const rank = RankOf(share) - start_[first_bucket];
      double const part = position - std::floor(position);
      double const low = values[rank];
      return part == 0 ? low : low + part * (values[rank + 1] - low);  // type 7
    };
    return {at(q), (at(q + step) - at(q - step)) / 2};
  }

 private:
  struct Chunk {
    DrawSums sums;
    std::array<uint32_t, kDrawBuckets> counts{};
  };

  void RunChunk(int64_t number) {
    auto& chunk = chunks_[static_cast<size_t>(number)];
    int64_t const end = std::min(draws_, (number + 1) * each_);
    for (int64_t first = number * each_; first < end; first += kBlock) {
      int64_t const count = std::min(kBlock, end - first);
      std::array<std::array<double, kBlock>, 2> values;
      for (size_t arm = 0; arm < 2; ++arm) {
        std::array<uint32_t, 2 * kBlock> words;
        FillWords(seed_, arm, static_cast<uint64_t>(first / 2), (count + 1) / 2, words.data());
        samplers_[arm]->DrawMany(words.data(), count, values[arm].data());
      }
      uint16_t* const buckets = &buckets_[static_cast<size_t>(first)];
      AddDraws(frame_, values[0].data(), values[1].data(), count, chunk.sums, buckets);
      for (int64_t i = 0; i < count; ++i) ++chunk.counts[buckets[i]];
    }
  }

  double Again(int64_t draw) const {
    auto value = [&](size_t arm) {
      auto const block = Philox(seed_, arm).Block(static_cast<uint64_t>(draw) / 2);
      size_t const half = 2 * (draw & 1);
      return samplers_[arm]->Draw((uint64_t{block[half + 1]} << 32) | block[half]);
    };
    return value(1) - value(0);
  }

  // The differences in the buckets from `first` to `last`, ascending.
  std::vector<double> ValuesIn(size_t first, size_t last) const {
    constexpr int64_t kLook = 64;  // buckets looked at together
    auto const from = static_cast<uint16_t>(first);
    auto const width = static_cast<uint16_t>(last - first);
    auto inside = [&](uint16_t bucket) { return static_cast<uint16_t>(bucket - from) <= width; };
    std::vector<double> values;
    for (int64_t i = 0; i < draws_; i += kLook) {
      auto const* const buckets = &buckets_[static_cast<size_t>(i)];
      int64_t const count = std::min(kLook, draws_ - i);
      uint16_t any = 0;
      for (int64_t k = 0; k < count; ++k) any |= inside(buckets[k]);
      if (any == 0) continue;
      for (int64_t k = 0; k < count; ++k) {
        if (inside(buckets[k])) values.push_back(Again(i + k));
      }
    }
    std::sort(values.begin(), values.end());
    return values;
  }

  double Position(double q) const {
    return std::clamp(q, 0.0, 1.0) * static_cast<double>(draws_ - 1);
  }
  uint64_t RankOf(double q) const { return static_cast<uint64_t>(Position(q)); }

  size_t BucketOfRank(uint64_t rank) const {
    auto const above = std::upper_bound(start_.begin(), start_.end(), rank);
    return static_cast<size_t>(above - start_.begin()) - 1;
  }

  uint64_t seed_;
  int64_t draws_;
  int64_t each_;  // draws of a chunk
  DrawFrame frame_;
  std::array<std::optional<BetaSampler>, 2> samplers_;
  std::unique_ptr<uint16_t[]> buckets_;
  std::vector<Chunk> chunks_;
  DrawSums sums_;
  std::array<uint64_t, kDrawBuckets + 1> start_{};  // draws below each bucket
};

// Mean of n values from their sum and sum of squares about `center`.
Simulated MeanOf(double center, double sum, double squares, double n) {
  double const mean = sum / n;
  double const variance = std::max(0.0, squares / n - mean * mean) / (n - 1);
  return {center + mean, std::sqrt(variance)};
}

}  // namespace

BetaSimulation SimulateBetas(BetaShape a, BetaShape b, double level, int64_t draws, uint64_t seed,
                             int threads, StopToken const* stop) {
  CheckShape(a, "A");
  CheckShape(b, "B");
  Require(level > 0 && level < 1, "level must be strictly between 0 and 1");
  Require(draws >= 2 && draws <= 100'000'000, "draws must be from 2 to 1e8");
  Draws simulated(a, b, draws, seed);
  simulated.Run(a, b, threads, stop);
  auto const& sums = simulated.Sums();
  double const n = static_cast<double>(draws);
  double const share = sums.Total(DrawSums::kWins) / n;
  auto mean = [&](double center, int sum, int squares) {
    return MeanOf(center, sums.Total(sum), sums.Total(squares), n);
  };
  BetaSimulation result;
  result.probability = {share, std::sqrt(share * (1 - share) / n)};
  result.loss_a = mean(0, DrawSums::kGain, DrawSums::kGain2);
  result.loss_b = mean(0, DrawSums::kLoss, DrawSums::kLoss2);
  result.mean_a = mean(a.Mean(), DrawSums::kA, DrawSums::kA2);
  result.mean_b = mean(b.Mean(), DrawSums::kB, DrawSums::kB2);
  result.low = simulated.Quantile((1 - level) / 2);
  result.high = simulated.Quantile((1 + level) / 2);
  return result;
}

}  // namespace winback::stats
