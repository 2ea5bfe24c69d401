// Users in blocks: what each action is worth to and costs for each of them. Everything downstream
// reads blocks only, so 10M users x 8 actions never exist in memory at once.
#pragma once

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/allocation/exact.h"
#include "core/base/parallel.h"
#include "core/base/stop_token.h"

namespace winback::allocation {

inline constexpr int kBlockUsers = 256;  // values and costs of 8 actions stay in the first cache
inline constexpr int kMaxActions = 32;
inline constexpr uint8_t kNoAction = 255;

// Users [first, first + users). A forbidden action has value 0 and cost 0 and its bit in `allowed`
// cleared: worth no more than no action, which wins ties.
struct Block {
  explicit Block(int actions)
      : value(static_cast<size_t>(actions) * kBlockUsers),
        cost(static_cast<size_t>(actions) * kBlockUsers),
        allowed(kBlockUsers, ~uint32_t{0}),
        group(kBlockUsers, 0),
        key(kBlockUsers, 0) {}
  double Value(int action, int user) const { return value[At(action, user)]; }
  double Cost(int action, int user) const { return cost[At(action, user)]; }
  static size_t At(int action, int user) {
    return static_cast<size_t>(action) * kBlockUsers + static_cast<size_t>(user);
  }

  int64_t first = 0;
  int users = 0;
  std::vector<double> value;      // [action][user], micro-yuan, integers
  std::vector<double> cost;       // [action][user], fen, integers
  std::vector<uint32_t> allowed;  // bit j: action j
  std::vector<int32_t> group;     // which set of limits applies
  std::vector<uint64_t> key;      // decides between users whom nothing else tells apart
};

class UserSource {
 public:
  virtual ~UserSource() = default;
  virtual int64_t Users() const = 0;
  virtual int Actions() const = 0;
  virtual int64_t Blocks() const = 0;
  // Fills `block`, which this source has either never seen or filled before. Thread-safe. Throws
  // kBadInput naming column and row.
  virtual void Fill(int64_t index, Block& block) const = 0;
  // Fen of each action where all users pay the same, else empty.
  virtual std::vector<double> ConstantCosts() const = 0;
  // The largest unit that every possible cost is a multiple of, fen; 1 when not known.
  virtual int64_t CostUnit() const { return 1; }
};

// Calls fn(slot, block) for every block, slot in [0, threads) naming the accumulator to use. Which
// slot gets which block is not fixed: accumulate exactly (integers) or sort afterwards.
template <class Fn>
void ForBlocks(UserSource const& source, int threads, StopToken const* stop, Fn&& fn) {
  constexpr int64_t kStride = 16;
  std::atomic<int64_t> next{0};
  int64_t const blocks = source.Blocks();
  ParallelFor(threads, threads, [&](int64_t slot) {
    Block block(source.Actions());
    for (int64_t begin; (begin = next.fetch_add(kStride)) < blocks;) {
      CheckStop(stop);
      int64_t const end = std::min(begin + kStride, blocks);
      for (int64_t index = begin; index < end; ++index) {
        source.Fill(index, block);
        fn(static_cast<size_t>(slot), block);
      }
    }
  });
}

}  // namespace winback::allocation
