#include "core/allocation/limits/limit_pass.h"

#include <cmath>

#include "core/allocation/worths.h"

namespace winback::allocation {
namespace {

constexpr size_t kMostMoves = size_t{1} << 20;

template <class Number>
class FinalPass {
 public:
  FinalPass(UserSource const& source, std::vector<Limit> const& limits, LimitRequest const& request,
            std::span<uint8_t> action)
      : limits_(limits),
        request_(request),
        action_(action),
        actions_(source.Actions()),
        denominator_(static_cast<Number>(request.denominator)),
        charges_(limits, Numbers(request.numerators), GroupsOf(limits), actions_) {}

  void Read(LimitAssignment& sums, Block const& block) const {
    Worths<Number> worths;
    for (int i = 0; i < block.users; ++i) {
      worths.Read(block, i, actions_, charges_, denominator_);
      size_t const chosen = Chosen(worths, block.key[static_cast<size_t>(i)]);
      sums.worth += static_cast<Int128>(worths.of[worths.best]);
      Count(sums, block, i, static_cast<int>(chosen) - 1);
      Collect(sums, block, i, worths, chosen);
    }
  }

 private:
  static std::vector<Number> Numbers(std::vector<int64_t> const& values) {
    return {values.begin(), values.end()};
  }

  double Below(Worths<Number> const& worths, size_t choice) const {
    return static_cast<double>(worths.of[worths.best] - worths.of[choice]) /
           static_cast<double>(request_.denominator);
  }

  size_t Chosen(Worths<Number> const& worths, uint64_t key) const {
    auto const choices = static_cast<size_t>(actions_) + 1;
    std::array<double, kMaxActions + 1> weight{};
    double total = 0;
    for (size_t c = 0; c < choices; ++c) {
      if (!worths.open[c]) continue;
      double const below = Below(worths, c);
      weight[c] = below > 36 * request_.mu ? 0 : std::exp(-below / request_.mu);
      total += weight[c];
    }
    if (total == 1) return worths.best;
    double left = KeyFraction(Mixed(key)) * total;
    for (size_t c = 0; c < choices; ++c) {
      if (weight[c] > 0 && left < weight[c]) return c;
      left -= weight[c];
    }
    return worths.best;
  }

  void Count(LimitAssignment& sums, Block const& block, int i, int chosen) const {
    action_[static_cast<size_t>(block.first + i)] = static_cast<uint8_t>(chosen);
    if (chosen < 0) return;
    auto const cost = static_cast<int64_t>(block.Cost(chosen, i));
    sums.profit += static_cast<int64_t>(block.Value(chosen, i));
    sums.spent += cost;
    int const group = block.group[static_cast<size_t>(i)];
    for (size_t k = 0; k < limits_.size(); ++k) {
      if (limits_[k].Counts(group, chosen)) sums.used[k] += limits_[k].spend ? cost : 1;
    }
  }

  bool Helps(Block const& block, int i, int from, int to) const {
    if (request_.helps.empty()) return true;
    int const group = block.group[static_cast<size_t>(i)];
    auto use = [&](size_t k, int action) {
      return SignedUse(limits_[k], group, action, action < 0 ? 0 : block.Cost(action, i));
    };
    for (size_t k = 0; k < limits_.size(); ++k) {
      if (request_.helps[k] != 0 && use(k, to) < use(k, from)) return true;
    }
    return false;
  }

  void Collect(LimitAssignment& sums, Block const& block, int i, Worths<Number> const& worths,
               size_t chosen) const {
    for (size_t c = 0; c <= static_cast<size_t>(actions_); ++c) {
      if (c == chosen || !worths.open[c] || Below(worths, c) >= request_.losses_below) continue;
      if (!Helps(block, i, static_cast<int>(chosen) - 1, static_cast<int>(c) - 1)) continue;
      if (sums.moves.size() >= kMostMoves) {
        sums.too_many = true;
        return;
      }
      auto const cost = [&](size_t choice) {
        return choice == 0 ? 0 : static_cast<int64_t>(block.Cost(static_cast<int>(choice) - 1, i));
      };
      auto const value = [&](size_t choice) {
        return choice == 0 ? 0 : static_cast<int64_t>(block.Value(static_cast<int>(choice) - 1, i));
      };
      auto const user = static_cast<size_t>(i);
      sums.moves.push_back({block.first + i, block.key[user],
                            Below(worths, c) - Below(worths, chosen), value(c) - value(chosen),
                            cost(chosen), cost(c), block.group[user],
                            static_cast<uint8_t>(chosen - 1), static_cast<uint8_t>(c - 1)});
    }
  }

  std::vector<Limit> const& limits_;
  LimitRequest const& request_;
  std::span<uint8_t> action_;
  int actions_;
  Number denominator_;
  Charges<Number> charges_;
};

template <class Number>
LimitAssignment RunFinal(UserSource const& source, std::vector<Limit> const& limits,
                         LimitRequest const& request, SearchLimits const& work,
                         std::span<uint8_t> action) {
  FinalPass<Number> const pass(source, limits, request, action);
  std::vector<LimitAssignment> slots(static_cast<size_t>(work.threads));
  for (auto& slot : slots) slot.used.resize(limits.size());
  ForBlocks(source, work.threads, work.stop,
            [&](size_t slot, Block const& block) { pass.Read(slots[slot], block); });
  LimitAssignment total = std::move(slots[0]);
  for (size_t s = 1; s < slots.size(); ++s) {
    total.worth += slots[s].worth;
    total.profit += slots[s].profit;
    total.spent += slots[s].spent;
    total.too_many |= slots[s].too_many;
    for (size_t k = 0; k < limits.size(); ++k) total.used[k] += slots[s].used[k];
    total.moves.insert(total.moves.end(), slots[s].moves.begin(), slots[s].moves.end());
  }
  total.too_many |= total.moves.size() > kMostMoves;
  std::sort(total.moves.begin(), total.moves.end(), [](LimitMove const& a, LimitMove const& b) {
    return a.row != b.row ? a.row < b.row : a.to < b.to;
  });
  return total;
}

}  // namespace

LimitAssignment AssignWithLimits(UserSource const& source, std::vector<Limit> const& limits,
                                 LimitRequest const& request, SearchLimits const& work,
                                 std::span<uint8_t> action) {
  double charged = 0;
  for (int64_t const numerator : request.numerators) charged += static_cast<double>(numerator);
  double const most = request.extent.value * static_cast<double>(request.denominator) +
                      charged * std::max(1.0, request.extent.cost);
  return most < 0x1.0p52 ? RunFinal<double>(source, limits, request, work, action)
                         : RunFinal<Int128>(source, limits, request, work, action);
}

}  // namespace winback::allocation
