#include "core/exact/permutation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/random/philox.h"

namespace winback::exact {
namespace {

// All values, centred (so that sums of large numbers keep the digits that matter), and the sums
// that count as "as far out" for the `drawn` values that play the smaller sample.
struct Pool {
  std::vector<double> values;
  size_t drawn = 0;
  double seen = 0;   // centred sum of the smaller sample
  double slack = 0;  // sums this close are equal
  bool treatment_drawn = false;

  void Count(double sum, PermutationCounts& counts) const {
    bool const high = sum >= seen - slack;
    bool const low = sum <= seen + slack;
    counts.upper += treatment_drawn ? high : low;
    counts.lower += treatment_drawn ? low : high;
    counts.far += std::abs(sum) >= std::abs(seen) - slack;
    counts.relabellings += 1;
  }
};

Pool PoolOf(std::span<double const> control, std::span<double const> treatment) {
  Require(!control.empty() && !treatment.empty(), "both samples need at least one value");
  Pool pool;
  pool.treatment_drawn = treatment.size() <= control.size();
  auto const first = pool.treatment_drawn ? treatment : control;
  auto const second = pool.treatment_drawn ? control : treatment;
  pool.drawn = first.size();
  pool.values.assign(first.begin(), first.end());
  pool.values.insert(pool.values.end(), second.begin(), second.end());
  double mean = 0;
  for (size_t i = 0; i < pool.values.size(); ++i) {
    if (!std::isfinite(pool.values[i])) {
      throw Error(ErrorCode::kBadInput,
                  "value " + std::to_string(i) + " of the samples is not finite");
    }
    mean += pool.values[i] / static_cast<double>(pool.values.size());
  }
  double spread = 0;
  for (size_t i = 0; i < pool.values.size(); ++i) {
    pool.values[i] -= mean;
    spread += std::abs(pool.values[i]);
    if (i < pool.drawn) pool.seen += pool.values[i];
  }
  pool.slack = 1e-12 * spread;
  return pool;
}

// n over k while it stays below `limit`, else limit + 1.
int64_t Choices(size_t n, size_t k, int64_t limit) {
  double choices = 1;
  for (size_t i = 1; i <= k; ++i) {
    choices = choices * static_cast<double>(n - k + i) / static_cast<double>(i);
    if (choices > static_cast<double>(limit)) return limit + 1;
  }
  return std::llround(choices);
}

PermutationCounts EnumerateAll(Pool const& pool, StopToken const* stop) {
  PermutationCounts counts;
  counts.complete = true;
  std::vector<size_t> chosen(pool.drawn);
  for (size_t i = 0; i < pool.drawn; ++i) chosen[i] = i;
  size_t const n = pool.values.size();
  while (true) {
    double sum = 0;
    for (size_t index : chosen) sum += pool.values[index];
    pool.Count(sum, counts);
    if (std::fmod(counts.relabellings, 65536) == 0) CheckStop(stop);
    size_t i = pool.drawn;
    while (i > 0 && chosen[i - 1] == n - pool.drawn + i - 1) --i;
    if (i == 0) return counts;
    ++chosen[i - 1];
    for (size_t j = i; j < pool.drawn; ++j) chosen[j] = chosen[j - 1] + 1;
  }
}

// One random choice by a partial Fisher-Yates shuffle, undone afterwards: a draw depends on its own
// stream alone.
double RandomSum(std::vector<double>& values, std::vector<size_t>& swaps, Philox const& random) {
  double sum = 0;
  size_t const n = values.size();
  InPieces(swaps.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      swaps[i] = i + static_cast<size_t>(random.Uniform(i) * static_cast<double>(n - i));
      std::swap(values[i], values[swaps[i]]);
      sum += values[i];
    }
  });
  for (size_t i = swaps.size(); i-- > 0;) std::swap(values[i], values[swaps[i]]);
  return sum;
}

}  // namespace

PermutationCounts PermuteMeans(std::span<double const> control, std::span<double const> treatment,
                               int64_t relabellings, uint64_t seed, int threads,
                               StopToken const* stop) {
  Pool const pool = PoolOf(control, treatment);
  if (Choices(pool.values.size(), pool.drawn, relabellings) <= relabellings) {
    return EnumerateAll(pool, stop);
  }
  constexpr int64_t kBlock = 64;
  int64_t const blocks = (relabellings + kBlock - 1) / kBlock;
  std::vector<PermutationCounts> parts(static_cast<size_t>(blocks));
  ParallelFor(blocks, threads, [&](int64_t block) {
    std::vector<double> values = pool.values;
    std::vector<size_t> swaps(pool.drawn);
    int64_t const end = std::min(relabellings, (block + 1) * kBlock);
    for (int64_t draw = block * kBlock; draw < end; ++draw) {
      CheckStop(stop);
      double const sum = RandomSum(values, swaps, Philox(seed, static_cast<uint64_t>(draw)));
      pool.Count(sum, parts[static_cast<size_t>(block)]);
    }
  });
  PermutationCounts total;
  for (auto const& part : parts) {
    total.relabellings += part.relabellings;
    total.upper += part.upper;
    total.lower += part.lower;
    total.far += part.far;
  }
  return total;
}

}  // namespace winback::exact
