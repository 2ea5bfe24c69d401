#include "core/allocation/assignment.h"

#include <type_traits>

namespace winback::allocation {
namespace {

template <class Number>
struct Slot {
  Choices<Number> choices;
  Assignment sums;
};

template <class Number>
class Pass {
 public:
  Pass(UserSource const& source, AssignmentRequest const& request, std::span<uint8_t> action)
      : source_(source), request_(request), action_(action) {}

  void Read(Slot<Number>& slot, Block const& block) const {
    Choose(block, source_.Actions(), request_.price, slot.choices);
    LookClosely(slot, block);
    Sum(slot, block);
  }

 private:
  // The few users whom another action serves as well, or nearly.
  void LookClosely(Slot<Number>& slot, Block const& block) const {
    auto const& choices = slot.choices;
    auto const below = static_cast<Number>(std::max<Int128>(request_.losses_below, 1));
    int near = 0;
    for (size_t i = 0; i < kBlockUsers; ++i) {
      near += static_cast<Number>(choices.worth[i] - choices.second[i]) < below;
    }
    if (near == 0) return;
    for (int i = 0; i < block.users; ++i) {
      auto const user = static_cast<size_t>(i);
      if (!(choices.worth[user] - choices.second[user] < below)) continue;
      if (choices.worth[user] == choices.second[user]) Tie(slot, block, i);
      Collect(slot, block, i);
    }
  }

  Number Worth(Block const& block, int action, int i) const {
    if (action < 0) return 0;
    return static_cast<Number>(block.Value(action, i)) *
               static_cast<Number>(request_.price.denominator) -
           static_cast<Number>(request_.price.numerator) *
               static_cast<Number>(block.Cost(action, i));
  }

  // Counts what the dearest best action costs more, and takes it where the key says so.
  void Tie(Slot<Number>& slot, Block const& block, int i) const {
    auto const user = static_cast<size_t>(i);
    auto& choices = slot.choices;
    double dearest = choices.cost[user];
    double action = choices.action[user];
    for (int j = -1; j < source_.Actions(); ++j) {
      double const cost = j < 0 ? 0 : block.Cost(j, i);
      if (cost <= dearest || Worth(block, j, i) != choices.worth[user]) continue;
      dearest = cost;
      action = j;
    }
    if (dearest == choices.cost[user]) return;
    ++slot.sums.ties;
    slot.sums.tie_cost[block.key[user] / kTieBucketKeys] +=
        static_cast<int64_t>(dearest - choices.cost[user]);
    if (block.key[user] >= request_.dearest_below) return;
    choices.cost[user] = dearest;
    choices.action[user] = action;
  }

  void Collect(Slot<Number>& slot, Block const& block, int i) const {
    auto const user = static_cast<size_t>(i);
    auto const& choices = slot.choices;
    for (int j = -1; j < source_.Actions(); ++j) {
      double const cost = j < 0 ? 0 : block.Cost(j, i);
      auto const loss = static_cast<Int128>(choices.worth[user] - Worth(block, j, i));
      if (loss >= request_.losses_below || cost == choices.cost[user]) continue;
      if (j >= 0 && ((block.allowed[user] >> j) & 1) == 0) continue;
      if (loss == 0 && block.key[user] - request_.dearest_below > request_.tie_keys) continue;
      if (slot.sums.moves.size() >= kMaxMoves) {
        slot.sums.too_many_moves = true;
        return;
      }
      slot.sums.moves.push_back({loss, static_cast<int64_t>(cost - choices.cost[user]),
                                 block.key[user], block.first + i, static_cast<uint8_t>(j)});
    }
  }

  void Sum(Slot<Number>& slot, Block const& block) const {
    std::conditional_t<std::is_same_v<Number, double>, int64_t, Int128> worth = 0;
    int64_t spent = 0;
    int64_t profit = 0;
    auto const& choices = slot.choices;
    for (int i = 0; i < block.users; ++i) {
      auto const user = static_cast<size_t>(i);
      int const chosen = static_cast<int>(choices.action[user]);
      worth += static_cast<decltype(worth)>(choices.worth[user]);
      spent += static_cast<int64_t>(choices.cost[user]);
      profit += chosen < 0 ? 0 : static_cast<int64_t>(block.Value(chosen, i));
      action_[static_cast<size_t>(block.first) + user] = static_cast<uint8_t>(chosen);
    }
    slot.sums.worth += worth;
    slot.sums.spent += spent;
    slot.sums.profit += profit;
  }

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
