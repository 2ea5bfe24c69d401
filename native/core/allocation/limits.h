// Several limits at once: budgets and counts, of some actions and some users.
#pragma once

#include <vector>

#include "core/allocation/user_source.h"

namespace winback::allocation {

inline constexpr int kMaxLimits = 32;

// sum of use <= amount, or >= amount. A use is the cost in fen, or 1.
struct Limit {
  bool spend = true;
  bool at_most = true;
  int64_t amount = 0;
  uint32_t actions = ~uint32_t{0};  // bit j: action j counts
  std::vector<uint8_t> groups;      // 1 for the groups that count; empty = everybody

  bool Counts(int group, int action) const {
    return ((actions >> action) & 1) != 0 &&
           (groups.empty() || groups[static_cast<size_t>(group)] != 0);
  }
  // As a limit from above: use and amount of an "at least" change their sign.
  double Sign() const { return at_most ? 1 : -1; }
};

// What the limits charge one user of a group for an action at given prices:
//   spend[group][action] x cost + count[group][action]
template <class Number>
class Charges {
 public:
  Charges(std::vector<Limit> const& limits, std::vector<Number> const& prices, int groups,
          int actions)
      : actions_(actions),
        spend_(static_cast<size_t>(groups * actions), 0),
        count_(static_cast<size_t>(groups * actions), 0) {
    for (size_t k = 0; k < limits.size(); ++k) {
      Number const price = limits[k].at_most ? prices[k] : -prices[k];
      for (int g = 0; g < groups; ++g) {
        for (int j = 0; j < actions; ++j) {
          if (limits[k].Counts(g, j)) (limits[k].spend ? spend_ : count_)[At(g, j)] += price;
        }
      }
    }
  }
  Number Of(int group, int action, Number cost) const {
    return spend_[At(group, action)] * cost + count_[At(group, action)];
  }

 private:
  size_t At(int group, int action) const { return static_cast<size_t>(group * actions_ + action); }

  int actions_;
  std::vector<Number> spend_;
  std::vector<Number> count_;
};

// 1 + the largest group any limit distinguishes.
inline int GroupsOf(std::vector<Limit> const& limits) {
  size_t groups = 1;
  for (auto const& limit : limits) groups = std::max(groups, limit.groups.size());
  return static_cast<int>(groups);
}

}  // namespace winback::allocation
