#include "core/allocation/assignment.h"

#include <type_traits>

namespace winback::allocation {
namespace {

template <class Number>
struct Slot {
  Choices<Number> cheapest;
  Choices<Number> dearest;
  std::array<Number, kBlockUsers> loss;
  Assignment sums;
};

template <class Number>
class Pass {
 public:
  Pass(UserSource const& source, AssignmentRequest const& request, std::span<uint8_t> action)
      : source_(source), request_(request), action_(action) {}

  void Read(Slot<Number>& slot, Block const& block) {
    int const actions = source_.Actions();
    Choose(block, actions, request_.price, false, slot.cheapest);
    Choose(block, actions, request_.price, true, slot.dearest);
    Sum(slot, block);
    Collect(slot, block);
  }

 private:
  void Sum(Slot<Number>& slot, Block const& block) {
    auto& sums = slot.sums;
    std::conditional_t<std::is_same_v<Number, double>, int64_t, Int128> worth = 0;
    int64_t spent = 0;
    int64_t profit = 0;
    for (int i = 0; i < block.users; ++i) {
      auto const user = static_cast<size_t>(i);
      double const dearer = slot.dearest.cost[user] - slot.cheapest.cost[user];
      if (dearer > 0) {
        ++sums.ties;
        sums.tie_cost[block.key[user] / kTieBucketKeys] += static_cast<int64_t>(dearer);
        if (block.key[user] < request_.dearest_below) {
          slot.cheapest.cost[user] = slot.dearest.cost[user];
          slot.cheapest.action[user] = slot.dearest.action[user];
        }
      }
      int const chosen = static_cast<int>(slot.cheapest.action[user]);
      worth += static_cast<decltype(worth)>(slot.cheapest.worth[user]);
      spent += static_cast<int64_t>(slot.cheapest.cost[user]);
      profit += chosen < 0 ? 0 : static_cast<int64_t>(block.Value(chosen, i));
      action_[static_cast<size_t>(block.first) + user] = static_cast<uint8_t>(chosen);
    }
    sums.worth += worth;
    sums.spent += spent;
    sums.profit += profit;
  }

  void Collect(Slot<Number>& slot, Block const& block) {
    if (request_.losses_below <= 0 || slot.sums.too_many_moves) return;
    auto const below = static_cast<Number>(request_.losses_below);
    auto const denominator = static_cast<Number>(request_.price.denominator);
    auto const numerator = static_cast<Number>(request_.price.numerator);
    for (int action = -1; action < source_.Actions(); ++action) {
      double const* const value = action < 0 ? nothing_.data() : &block.value[Block::At(action, 0)];
      double const* const cost = action < 0 ? nothing_.data() : &block.cost[Block::At(action, 0)];
      int near = 0;
      for (size_t i = 0; i < kBlockUsers; ++i) {
        Number const worth =
            static_cast<Number>(value[i]) * denominator - numerator * static_cast<Number>(cost[i]);
        Number const loss = slot.cheapest.worth[i] - worth;
        near += (loss < below) & (cost[i] != slot.cheapest.cost[i]);
        slot.loss[i] = loss;
      }
      if (near == 0) continue;
      for (int i = 0; i < block.users; ++i) {
        auto const user = static_cast<size_t>(i);
        if (slot.loss[user] < below && cost[user] != slot.cheapest.cost[user]) {
          Keep(slot, block, i, action, static_cast<Int128>(slot.loss[user]), cost[user]);
        }
      }
    }
  }

  void Keep(Slot<Number>& slot, Block const& block, int i, int action, Int128 loss, double cost) {
    auto const user = static_cast<size_t>(i);
    if (action >= 0 && ((block.allowed[user] >> action) & 1) == 0) return;
    if (loss == 0 && block.key[user] - request_.dearest_below > request_.tie_keys) return;
    if (slot.sums.moves.size() >= kMaxMoves) {
      slot.sums.too_many_moves = true;
      return;
    }
    slot.sums.moves.push_back({loss, static_cast<int64_t>(cost - slot.cheapest.cost[user]),
                               block.key[user], block.first + i, static_cast<uint8_t>(action)});
  }

  static constexpr std::array<double, kBlockUsers> nothing_{};
  UserSource const& source_;
  AssignmentRequest const& request_;
  std::span<uint8_t> action_;
};

template <class Number>
Assignment Run(UserSource const& source, AssignmentRequest const& request,
               SearchLimits const& limits, std::span<uint8_t> action) {
  std::vector<Slot<Number>> slots(static_cast<size_t>(limits.threads));
  for (auto& slot : slots) slot.sums.tie_cost.resize(kTieBuckets);
  Pass<Number> pass(source, request, action);
  ForBlocks(source, limits.threads, limits.stop,
            [&](size_t slot, Block const& block) { pass.Read(slots[slot], block); });
  Assignment total = std::move(slots[0].sums);
  for (size_t s = 1; s < slots.size(); ++s) {
    auto const& sums = slots[s].sums;
    total.worth += sums.worth;
    total.spent += sums.spent;
    total.profit += sums.profit;
    total.ties += sums.ties;
    total.too_many_moves |= sums.too_many_moves;
    for (size_t b = 0; b < kTieBuckets; ++b) total.tie_cost[b] += sums.tie_cost[b];
    total.moves.insert(total.moves.end(), sums.moves.begin(), sums.moves.end());
  }
  total.too_many_moves |= total.moves.size() > kMaxMoves;
  return total;
}

}  // namespace

Assignment Assign(UserSource const& source, AssignmentRequest const& request,
                  SearchLimits const& limits, std::span<uint8_t> action) {
  return request.extent.FitsDouble(request.price) ? Run<double>(source, request, limits, action)
                                                  : Run<Int128>(source, request, limits, action);
}

}  // namespace winback::allocation
