// The marginal steps of every user's value over cost, and their histogram by slope: the linear
// relaxation of a multiple-choice knapsack takes steps by falling slope (Sinha and Zoltners,
// Operations Research 27, 1979; Zemel, Information Processing Letters 18, 1984).
#pragma once

#include <bit>
#include <vector>

#include "core/allocation/choice.h"

namespace winback::allocation {

// From one vertex of a user's upper hull to the next.
struct Step {
  double cost = 0;   // fen, > 0
  double value = 0;  // micro-yuan, > 0
};

// Reads users' hulls. The rounding of its products may keep or drop a vertex that is collinear to
// 15 digits; that moves the price by as little, and no bound depends on it.
class HullReader {
 public:
  explicit HullReader(UserSource const& source);

  // Steps of user `i` by falling slope; `start` gets its cheapest vertex.
  int Read(Block const& block, int i, Step& start, std::array<Step, kMaxActions>& steps);

 private:
  void Sort(Block const& block, int i);

  int actions_;
  bool sorted_once_;
  std::array<int, kMaxActions + 1> order_;  // by cost; entry `actions_` is no action
};

// Sums over a range of slopes.
struct SlopeBucket {
  int64_t cost = 0;
  int64_t value = 0;
  int64_t steps = 0;
};

// Slopes are ordered by their bits: positive doubles compare as integers.
inline uint64_t SlopeKey(Step step) { return std::bit_cast<uint64_t>(step.value / step.cost); }

// A slope range [low, low + (buckets << shift)) of keys, cut into equal parts.
struct SlopeRange {
  uint64_t low = 0;
  int shift = 0;
  size_t buckets = 0;
  size_t Bucket(uint64_t key) const { return static_cast<size_t>((key - low) >> shift); }
  bool Holds(uint64_t key) const { return key >= low && Bucket(key) < buckets; }
  uint64_t KeyOf(size_t bucket) const { return low + (static_cast<uint64_t>(bucket) << shift); }
  double Slope(size_t bucket) const { return std::bit_cast<double>(KeyOf(bucket)); }
};

// All possible slopes, 2^-37 to 2^51 micro-yuan a fen, in 1024 parts a factor of two.
SlopeRange AllSlopes();

// The whole market in one pass.
struct MarketCurve {
  SlopeRange range;
  std::vector<SlopeBucket> buckets;
  Int128 start_cost = 0;   // everybody at the cheapest vertex
  Int128 start_value = 0;  //
  Extent extent;
  // The steps of buckets [watched_from, watched_to), where the price was expected; empty = not
  // kept.
  size_t watched_from = 0;
  size_t watched_to = 0;
  std::vector<Step> watched;
};

// Keeps the steps around the price that `budget` has in a sample of the blocks, which saves
// FindPrice a pass when the guess is right and changes nothing when it is not. Throws kBadInput.
MarketCurve ReadMarket(UserSource const& source, Int128 budget, int threads, StopToken const* stop);

// The bucket in which `left` fen run out, going down; -1 when they do not. `left` gets what remains
// above that bucket.
int64_t BreakBucket(std::vector<SlopeBucket> const& buckets, Int128& left);

}  // namespace winback::allocation
