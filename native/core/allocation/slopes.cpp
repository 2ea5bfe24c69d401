#include "core/allocation/slopes.h"

#include <numeric>

namespace winback::allocation {
namespace {

constexpr size_t kMostWatched = size_t{1} << 20;  // steps a thread keeps, 16 MB
constexpr int64_t kSampledBlocks = 512;           // 131,072 users: the price to within some 5 %
constexpr size_t kWatchedBuckets = 100;           // 10 % to either side

struct Accumulator {
  std::vector<SlopeBucket> buckets;
  Int128 start_cost = 0;
  Int128 start_value = 0;
  Extent extent;
  std::vector<Step> watched;

  void Read(HullReader& reader, Block const& block, SlopeRange const& range, size_t from,
            size_t to) {
    Step start;
    std::array<Step, kMaxActions> steps;
    for (int i = 0; i < block.users; ++i) {
      auto const count = static_cast<size_t>(reader.Read(block, i, start, steps));
      start_cost += static_cast<int64_t>(start.cost);
      start_value += static_cast<int64_t>(start.value);
      for (size_t k = 0; k < count; ++k) {
        size_t const at = range.Bucket(SlopeKey(steps[k]));
        auto& bucket = buckets[at];
        bucket.cost += static_cast<int64_t>(steps[k].cost);
        bucket.value += static_cast<int64_t>(steps[k].value);
        ++bucket.steps;
        if (at >= from && at < to && watched.size() < kMostWatched) watched.push_back(steps[k]);
      }
    }
  }
};

// Buckets [from, to) around the price of a sample of blocks; none where a sample is the whole.
void GuessPrice(UserSource const& source, SlopeRange const& range, Int128 budget, size_t& from,
                size_t& to) {
  int64_t const blocks = source.Blocks();
  if (blocks < 4 * kSampledBlocks) return;
  Accumulator sample;
  sample.buckets.resize(range.buckets);
  HullReader reader(source);
  Block block(source.Actions());
  int64_t users = 0;
  for (int64_t k = 0; k < kSampledBlocks; ++k) {
    source.Fill(blocks * k / kSampledBlocks, block);
    users += block.users;
    sample.Read(reader, block, range, 0, 0);
  }
  Int128 left = budget * users / source.Users() - sample.start_cost;
  int64_t const bucket = BreakBucket(sample.buckets, left);
  if (bucket < 0) return;
  auto const middle = static_cast<size_t>(bucket);
  from = middle > kWatchedBuckets ? middle - kWatchedBuckets : 0;
  to = std::min(middle + kWatchedBuckets + 1, range.buckets);
}

void CoverBlock(Block const& block, int actions, Extent& extent) {
  for (int action = 0; action < actions; ++action) {
    double const* const value = &block.value[Block::At(action, 0)];
    double const* const cost = &block.cost[Block::At(action, 0)];
    double most_value = 0;
    double most_cost = 0;
    for (int i = 0; i < block.users; ++i) {
      most_value = std::max(most_value, std::abs(value[i]));
      most_cost = std::max(most_cost, std::abs(cost[i]));
    }
    extent.Cover({most_value, most_cost});
  }
}

// Whether `b` lies on or below the line from a to c, which rises.
bool Above(Step a, Step b, Step c) {
  return (c.value - b.value) * (b.cost - a.cost) >= (b.value - a.value) * (c.cost - b.cost);
}

}  // namespace

HullReader::HullReader(UserSource const& source) : actions_(source.Actions()) {
  auto cost = source.ConstantCosts();
  sorted_once_ = !cost.empty();
  cost.resize(static_cast<size_t>(actions_) + 1, 0);
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.begin() + actions_ + 1, [&](int a, int b) {
    return cost[static_cast<size_t>(a)] < cost[static_cast<size_t>(b)];
  });
}

void HullReader::Sort(Block const& block, int i) {
  auto cost = [&](int action) { return action == actions_ ? 0 : block.Cost(action, i); };
  for (int a = 1; a <= actions_; ++a) {
    int const moved = order_[static_cast<size_t>(a)];
    int b = a;
    for (; b > 0 && cost(order_[static_cast<size_t>(b - 1)]) > cost(moved); --b) {
      order_[static_cast<size_t>(b)] = order_[static_cast<size_t>(b - 1)];
    }
    order_[static_cast<size_t>(b)] = moved;
  }
}

int HullReader::Read(Block const& block, int i, Step& start, std::array<Step, kMaxActions>& steps) {
  if (!sorted_once_) Sort(block, i);
  std::array<Step, kMaxActions + 1> vertex;
  size_t size = 0;
  uint32_t const allowed = block.allowed[static_cast<size_t>(i)];
  for (int a = 0; a <= actions_; ++a) {
    int const action = order_[static_cast<size_t>(a)];
    bool const nothing = action == actions_;
    if (!nothing && ((allowed >> action) & 1) == 0) continue;
    Step const point = nothing ? Step{} : Step{block.Cost(action, i), block.Value(action, i)};
    if (size > 0 && point.value <= vertex[size - 1].value) continue;
    if (size > 0 && point.cost == vertex[size - 1].cost) --size;
    while (size > 1 && Above(vertex[size - 2], vertex[size - 1], point)) --size;
    vertex[size++] = point;
  }
  start = vertex[0];
  for (size_t k = 0; k + 1 < size; ++k) {
    steps[k] = {vertex[k + 1].cost - vertex[k].cost, vertex[k + 1].value - vertex[k].value};
  }
  return static_cast<int>(size) - 1;
}

SlopeRange AllSlopes() {
  constexpr int kShift = 42;  // 52 bits of fraction, 10 of them kept
  uint64_t const low = std::bit_cast<uint64_t>(0x1.0p-37);
  uint64_t const high = std::bit_cast<uint64_t>(0x1.0p52);
  return {low, kShift, static_cast<size_t>((high - low) >> kShift)};
}

int64_t BreakBucket(std::vector<SlopeBucket> const& buckets, Int128& left) {
  for (auto b = static_cast<int64_t>(buckets.size()); b-- > 0;) {
    int64_t const cost = buckets[static_cast<size_t>(b)].cost;
    if (cost > left) return b;
    left -= cost;
  }
  return -1;
}

MarketCurve ReadMarket(UserSource const& source, Int128 budget, int threads,
                       StopToken const* stop) {
  SlopeRange const range = AllSlopes();
  size_t from = 0;
  size_t to = 0;
  GuessPrice(source, range, budget, from, to);
  std::vector<Accumulator> slots(static_cast<size_t>(threads));
  for (auto& slot : slots) slot.buckets.resize(range.buckets);
  std::vector<HullReader> readers(static_cast<size_t>(threads), HullReader(source));
  ForBlocks(source, threads, stop, [&](size_t slot, Block const& block) {
    CoverBlock(block, source.Actions(), slots[slot].extent);
    slots[slot].Read(readers[slot], block, range, from, to);
  });
  MarketCurve market{range, std::move(slots[0].buckets), 0, 0, {}, from, to, {}};
  for (size_t s = 0; s < slots.size(); ++s) {
    market.start_cost += slots[s].start_cost;
    market.start_value += slots[s].start_value;
    market.extent.Cover(slots[s].extent);
    if (slots[s].watched.size() >= kMostWatched) market.watched_to = 0;
    market.watched.insert(market.watched.end(), slots[s].watched.begin(), slots[s].watched.end());
    if (s == 0) continue;
    for (size_t b = 0; b < range.buckets; ++b) {
      market.buckets[b].cost += slots[s].buckets[b].cost;
      market.buckets[b].value += slots[s].buckets[b].value;
      market.buckets[b].steps += slots[s].buckets[b].steps;
    }
  }
  return market;
}

}  // namespace winback::allocation
