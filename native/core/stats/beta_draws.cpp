#include "core/stats/beta_draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/stats/beta_posterior.h"
#include "core/stats/random_words.h"

namespace winback::stats {
namespace {

constexpr int64_t kChunk = 8192;  // draws per task
constexpr size_t kBuckets = 2048;

// Sums of one chunk, added in chunk order afterwards.
struct ChunkSums {
  int64_t wins = 0;
  double a = 0, a2 = 0, b = 0, b2 = 0;  // about the means
  double gain = 0, gain2 = 0, loss = 0, loss2 = 0;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

ChunkSums DrawChunk(BetaSampler const& a, BetaSampler const& b, BetaShape const& shape_a,
                    BetaShape const& shape_b, uint64_t seed, int64_t first, int64_t count,
                    double* difference) {
  std::vector<uint32_t> words(static_cast<size_t>(4 * kChunk));
  int64_t const blocks = (count + 1) / 2;
  uint32_t* const words_b = words.data() + 2 * kChunk;
  FillWords(seed, 0, static_cast<uint64_t>(first / 2), blocks, words.data());
  FillWords(seed, 1, static_cast<uint64_t>(first / 2), blocks, words_b);
  auto bits = [](uint32_t const* w, int64_t i) {
    return (uint64_t{w[2 * i + 1]} << 32) | w[2 * i];
  };
  double const mean_a = shape_a.Mean();
  double const mean_b = shape_b.Mean();
  ChunkSums sums;
  for (int64_t i = 0; i < count; ++i) {
    double const x = a.Draw(bits(words.data(), i));
    double const y = b.Draw(bits(words_b, i));
    double const d = y - x;
    difference[i] = d;
    double const gain = std::max(d, 0.0);
    double const loss = gain - d;
    sums.wins += d > 0;
    sums.gain += gain;
    sums.gain2 += gain * gain;
    sums.loss += loss;
    sums.loss2 += loss * loss;
    sums.a += x - mean_a;
    sums.a2 += (x - mean_a) * (x - mean_a);
    sums.b += y - mean_b;
    sums.b2 += (y - mean_b) * (y - mean_b);
    sums.low = std::min(sums.low, d);
    sums.high = std::max(sums.high, d);
  }
  return sums;
}

ChunkSums Total(std::vector<ChunkSums> const& chunks) {
  ChunkSums all;
  for (auto const& chunk : chunks) {
    all.wins += chunk.wins;
    all.a += chunk.a;
    all.a2 += chunk.a2;
    all.b += chunk.b;
    all.b2 += chunk.b2;
    all.gain += chunk.gain;
    all.gain2 += chunk.gain2;
    all.loss += chunk.loss;
    all.loss2 += chunk.loss2;
    all.low = std::min(all.low, chunk.low);
    all.high = std::max(all.high, chunk.high);
  }
  return all;
}

// Order statistics of many values, from a histogram of them.
class Selector {
 public:
  Selector(std::vector<double> const& values, double low, double high, int threads)
      : values_(values), low_(low), start_(kBuckets + 1, 0) {
    scale_ = high > low ? static_cast<double>(kBuckets - 1) / (high - low) : 0;
    auto const n = static_cast<int64_t>(values.size());
    int64_t const tasks = (n + 8 * kChunk - 1) / (8 * kChunk);
    std::vector<std::array<uint32_t, kBuckets>> counts(static_cast<size_t>(tasks));
    ParallelFor(tasks, threads, [&](int64_t task) {
      auto& mine = counts[static_cast<size_t>(task)];
      mine.fill(0);
      int64_t const end = std::min(n, (task + 1) * 8 * kChunk);
      for (int64_t i = task * 8 * kChunk; i < end; ++i)
        ++mine[Bucket(values[static_cast<size_t>(i)])];
    });
    for (auto const& mine : counts) {
      for (size_t k = 0; k < kBuckets; ++k) start_[k + 1] += mine[k];
    }
    for (size_t k = 0; k < kBuckets; ++k) start_[k + 1] += start_[k];
  }

  // Makes the quantiles from `from` to `to` available: one pass over the values.
  void Keep(double from, double to) {
    size_t const first = BucketOfRank(RankOf(from));
    size_t const last = BucketOfRank(std::min<uint64_t>(RankOf(to) + 1, values_.size() - 1));
    members_.clear();
    for (double value : values_) {
      size_t const bucket = Bucket(value);
      if (bucket >= first && bucket <= last) members_.push_back(value);
    }
    std::sort(members_.begin(), members_.end());
    kept_from_ = start_[first];
  }

  // Type 7 quantile, between the last Keep's bounds.
  double Quantile(double q) const {
    double const position = Position(q);
    uint64_t const rank = RankOf(q);
    double const share = position - static_cast<double>(rank);
    double const low = members_[rank - kept_from_];
    return share == 0 ? low : low + share * (members_[rank + 1 - kept_from_] - low);
  }

 private:
  size_t Bucket(double value) const { return static_cast<size_t>((value - low_) * scale_); }

  double Position(double q) const {
    return std::clamp(q, 0.0, 1.0) * static_cast<double>(values_.size() - 1);
  }
  uint64_t RankOf(double q) const { return static_cast<uint64_t>(Position(q)); }

  size_t BucketOfRank(uint64_t rank) const {
    auto const above = std::upper_bound(start_.begin(), start_.end(), rank);
    return static_cast<size_t>(above - start_.begin()) - 1;
  }

  std::vector<double> const& values_;
  double low_;
  double scale_;
  std::vector<uint64_t> start_;
  uint64_t kept_from_ = 0;
  std::vector<double> members_;
};

// Mean of n values from their sum and sum of squares about `center`.
Simulated MeanOf(double center, double sum, double squares, double n) {
  double const mean = sum / n;
  double const variance = std::max(0.0, squares / n - mean * mean) / (n - 1);
  return {center + mean, std::sqrt(variance)};
}

// The error of a quantile: half the distance of the quantiles one standard error of the rank away.
Simulated QuantileOf(Selector& selector, double q, double n) {
  double const step = std::sqrt(q * (1 - q) / n);
  selector.Keep(q - step, q + step);
  double const error = (selector.Quantile(q + step) - selector.Quantile(q - step)) / 2;
  return {selector.Quantile(q), error};
}

}  // namespace

BetaSampler::BetaSampler(BetaShape shape) : table_(shape), pieces_(8 * kPieces) {
  Fill(false);
  Fill(true);
}

// Cubic Hermite pieces of x(v) between the bounds of the pieces, v = u or 1 - u.
void BetaSampler::Fill(bool upper) {
  size_t near = 0;
  auto knot = [&](uint64_t k, double& v, double& x, double& slope) {
    uint64_t const image = (k + kFirstPiece) << 48;
    __builtin_memcpy(&v, &image, sizeof v);
    double const t = table_.Quantile(upper ? 1 - v : v, near);
    double const e = std::exp(-std::abs(t));
    x = (t > 0 ? 1 : e) / (1 + e);
    double const density = table_.At(t).density / (e / ((1 + e) * (1 + e)));
    slope = (upper ? -1 : 1) / density;
  };
  double v0, x0, slope0;
  knot(0, v0, x0, slope0);
  for (uint64_t k = 0; k < kPieces; ++k) {
    double v1, x1, slope1;
    knot(k + 1, v1, x1, slope1);
    double* c = &pieces_[(k + (upper ? kPieces : 0)) * 4];
    double const h = v1 - v0;
    double const rise = x1 - x0;
    c[0] = x0;
    c[1] = h * slope0;
    c[2] = 3 * rise - h * (2 * slope0 + slope1);
    c[3] = h * (slope0 + slope1) - 2 * rise;
    v0 = v1;
    x0 = x1;
    slope0 = slope1;
  }
}

double BetaSampler::Far(double u) const {
  size_t near = 0;
  double const t = table_.Quantile(std::clamp(u, 0x1.0p-54, 1 - 0x1.0p-53), near);
  return 1 / (1 + std::exp(-t));
}

BetaSimulation SimulateBetas(BetaShape a, BetaShape b, double level, int64_t draws, uint64_t seed,
                             int threads, StopToken const* stop) {
  CheckShape(a, "A");
  CheckShape(b, "B");
  Require(level > 0 && level < 1, "level must be strictly between 0 and 1");
  Require(draws >= 2 && draws <= 100'000'000, "draws must be from 2 to 1e8");
  BetaSampler const sampler_a(a);
  BetaSampler const sampler_b(b);
  std::vector<double> difference(static_cast<size_t>(draws));
  int64_t const tasks = (draws + kChunk - 1) / kChunk;
  std::vector<ChunkSums> chunks(static_cast<size_t>(tasks));
  ParallelFor(tasks, threads, [&](int64_t task) {
    CheckStop(stop);
    int64_t const first = task * kChunk;
    int64_t const count = std::min(kChunk, draws - first);
    chunks[static_cast<size_t>(task)] = DrawChunk(sampler_a, sampler_b, a, b, seed, first, count,
                                                  &difference[static_cast<size_t>(first)]);
  });
  ChunkSums const all = Total(chunks);
  double const n = static_cast<double>(draws);
  double const share = static_cast<double>(all.wins) / n;
  Selector selector(difference, all.low, all.high, threads);
  BetaSimulation result;
  result.probability = {share, std::sqrt(share * (1 - share) / n)};
  result.loss_a = MeanOf(0, all.gain, all.gain2, n);
  result.loss_b = MeanOf(0, all.loss, all.loss2, n);
  result.mean_a = MeanOf(a.Mean(), all.a, all.a2, n);
  result.mean_b = MeanOf(b.Mean(), all.b, all.b2, n);
  result.low = QuantileOf(selector, (1 - level) / 2, n);
  result.high = QuantileOf(selector, (1 + level) / 2, n);
  return result;
}

}  // namespace winback::stats
