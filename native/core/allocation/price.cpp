#include "core/allocation/price.h"

namespace winback::allocation {
namespace {

constexpr int64_t kCollectLimit = int64_t{1} << 20;  // steps kept in memory, 16 MB
constexpr int kRefineBits = 12;

// Cuts one bucket of `range` into 2^kRefineBits and reads the market again for them.
std::vector<SlopeBucket> Refine(UserSource const& source, SlopeRange const& range, int threads,
                                StopToken const* stop) {
  std::vector<std::vector<SlopeBucket>> slots(static_cast<size_t>(threads),
                                              std::vector<SlopeBucket>(range.buckets));
  std::vector<HullReader> readers(static_cast<size_t>(threads), HullReader(source));
  ForBlocks(source, threads, stop, [&](size_t slot, Block const& block) {
    Step start;
    std::array<Step, kMaxActions> steps;
    for (int i = 0; i < block.users; ++i) {
      int const count = readers[slot].Read(block, i, start, steps);
      for (size_t k = 0; k < static_cast<size_t>(count); ++k) {
        uint64_t const key = SlopeKey(steps[k]);
        if (!range.Holds(key)) continue;
        auto& bucket = slots[slot][range.Bucket(key)];
        bucket.cost += static_cast<int64_t>(steps[k].cost);
        ++bucket.steps;
      }
    }
  });
  for (size_t s = 1; s < slots.size(); ++s) {
    for (size_t b = 0; b < range.buckets; ++b) {
      slots[0][b].cost += slots[s][b].cost;
      slots[0][b].steps += slots[s][b].steps;
    }
  }
  return std::move(slots[0]);
}

// The steps inside `range`. In a range of one slope all steps are alike: the cheapest is returned.
std::vector<Step> StepsIn(UserSource const& source, SlopeRange const& range, int threads,
                          StopToken const* stop) {
  std::vector<std::vector<Step>> slots(static_cast<size_t>(threads));
  std::vector<HullReader> readers(static_cast<size_t>(threads), HullReader(source));
  ForBlocks(source, threads, stop, [&](size_t slot, Block const& block) {
    Step start;
    std::array<Step, kMaxActions> steps;
    for (int i = 0; i < block.users; ++i) {
      int const count = readers[slot].Read(block, i, start, steps);
      for (size_t k = 0; k < static_cast<size_t>(count); ++k) {
        if (!range.Holds(SlopeKey(steps[k]))) continue;
        auto& kept = slots[slot];
        if (range.shift > 0 || kept.empty()) {
          kept.push_back(steps[k]);
        } else if (steps[k].cost < kept[0].cost) {
          kept[0] = steps[k];
        }
      }
    }
  });
  std::vector<Step> all = std::move(slots[0]);
  for (size_t s = 1; s < slots.size(); ++s) all.insert(all.end(), slots[s].begin(), slots[s].end());
  return all;
}

// Whether the market's own pass kept the steps of this bucket.
bool Watched(MarketCurve const& market, int64_t bucket, SlopeRange const& range) {
  return range.shift == market.range.shift && market.watched_to > 0 &&
         bucket >= static_cast<int64_t>(market.watched_from) &&
         bucket < static_cast<int64_t>(market.watched_to);
}

std::vector<Step> StepsOf(std::vector<Step> const& steps, SlopeRange const& range) {
  std::vector<Step> inside;
  for (Step const step : steps) {
    if (range.Holds(SlopeKey(step))) inside.push_back(step);
  }
  return inside;
}

bool Steeper(Step a, Step b) {
  return static_cast<Int128>(a.value) * static_cast<Int128>(b.cost) >
         static_cast<Int128>(b.value) * static_cast<Int128>(a.cost);
}

}  // namespace

Price FindPrice(UserSource const& source, MarketCurve const& market, Int128 budget, int threads,
                StopToken const* stop) {
  Int128 left = budget - market.start_cost;
  int64_t bucket = BreakBucket(market.buckets, left);
  if (bucket < 0) return {};
  SlopeRange range{market.range.KeyOf(static_cast<size_t>(bucket)), market.range.shift, 1};
  int64_t steps = market.buckets[static_cast<size_t>(bucket)].steps;
  while (steps > kCollectLimit && range.shift > 0) {
    int const bits = std::min(kRefineBits, range.shift);
    range.shift -= bits;
    range.buckets = size_t{1} << bits;
    auto const finer = Refine(source, range, threads, stop);
    bucket = BreakBucket(finer, left);
    steps = finer[static_cast<size_t>(bucket)].steps;
    range = {range.KeyOf(static_cast<size_t>(bucket)), range.shift, 1};
  }
  auto inside = Watched(market, bucket, range) ? StepsOf(market.watched, range)
                                               : StepsIn(source, range, threads, stop);
  std::sort(inside.begin(), inside.end(), Steeper);
  if (range.shift == 0) {
    auto const cheapest = *std::min_element(inside.begin(), inside.end(),
                                            [](Step a, Step b) { return a.cost < b.cost; });
    return Reduced(static_cast<int64_t>(cheapest.value), static_cast<int64_t>(cheapest.cost));
  }
  for (Step const step : inside) {
    left -= static_cast<int64_t>(step.cost);
    if (left < 0) return Reduced(static_cast<int64_t>(step.value), static_cast<int64_t>(step.cost));
  }
  throw Error(ErrorCode::kInternal, "the steps of the break slope do not add up");
}

}  // namespace winback::allocation
