#include "core/resampling/splits.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/values.h"
#include "core/random/philox.h"

namespace winback::experiment {
namespace {

constexpr size_t kLanes = 4;
constexpr size_t kBlock = 128;       // rows that one Philox block decides
constexpr size_t kStopEvery = 4096;  // blocks between two looks at the stop token

struct Half {
  double rows = 0;
  std::array<double, kLanes> sum{};
  std::array<double, kLanes> squares{};
};

double Total(std::array<double, kLanes> const& lanes) {
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

// 32 rows at a time: the lane a row adds to is its place modulo 4.
void AddWord(uint32_t word, double const* values, size_t count, Half& half) {
  uint32_t const used = count >= 32 ? word : word & ((1u << count) - 1);
  half.rows += std::popcount(used);
  for (size_t i = 0; i < count; i += kLanes) {
    for (size_t lane = 0; lane < kLanes && i + lane < count; ++lane) {
      double const bit = static_cast<double>((used >> (i + lane)) & 1u);
      double const value = bit * values[i + lane];
      half.sum[lane] += value;
      half.squares[lane] += value * value;
    }
  }
}

Half OneHalf(std::vector<double> const& values, Philox const& random, StopToken const* stop) {
  Half half;
  uint64_t counter = 0;
  for (size_t row = 0; row < values.size(); row += kBlock, ++counter) {
    if (counter % kStopEvery == 0) CheckStop(stop);
    auto const block = random.Block(counter);
    for (size_t word = 0; word < block.size(); ++word) {
      size_t const at = row + 32 * word;
      if (at >= values.size()) break;
      AddWord(block[word], values.data() + at, std::min<size_t>(32, values.size() - at), half);
    }
  }
  return half;
}

}  // namespace

Splits RandomHalves(Column const& column, SplitPlan const& plan, StopToken const* stop) {
  auto values = stats::PresentValues(column);
  Require(!values.empty(), "A/A splits need at least one value");
  Splits out;
  out.rows = static_cast<double>(values.size());
  for (double const value : values) out.mean += value;
  out.mean /= out.rows;
  for (double& value : values) {
    value -= out.mean;
    out.sum += value;
    out.squares += value * value;
  }
  out.halves.resize(3 * static_cast<size_t>(plan.splits));
  ParallelFor(plan.splits, plan.threads, [&](int64_t split) {
    Philox const random(plan.seed, static_cast<uint64_t>(plan.first + split + 1));
    Half const half = OneHalf(values, random, stop);
    double* const to = out.halves.data() + 3 * split;
    to[0] = half.rows;
    to[1] = Total(half.sum);
    to[2] = Total(half.squares);
  });
  return out;
}

}  // namespace winback::experiment
