#include "core/allocation/repair.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

namespace winback::allocation {
namespace {

constexpr int kAlike = 4;  // moves kept of those that change the limits alike
constexpr size_t kMostExchangeable = 3000;
constexpr size_t kTogether = 3;           // moves tried together
constexpr int64_t kMostTrials = 3000000;  // a round, about 0.1 s

int64_t UseOf(Limit const& limit, int group, uint8_t action, int64_t cost) {
  if (action == kNoAction || !limit.Counts(group, action)) return 0;
  return limit.spend ? cost : 1;
}

class Repairer {
 public:
  Repairer(std::vector<Limit> const& limits, std::vector<double> const& prices,
           std::vector<int64_t> used, std::vector<LimitMove> const& moves)
      : limits_(limits),
        prices_(prices),
        used_(std::move(used)),
        moves_(moves),
        scale_(limits.size(), 1) {
    std::vector<double> uses(limits.size(), 0);
    std::vector<double> sum(limits.size(), 0);
    for (auto const& move : moves_) {
      for (size_t k = 0; k < limits_.size(); ++k) {
        auto const change = static_cast<double>(std::abs(Change(k, move)));
        sum[k] += change;
        uses[k] += change > 0;
      }
    }
    for (size_t k = 0; k < limits_.size(); ++k) {
      if (uses[k] > 0) scale_[k] = sum[k] / uses[k];
    }
  }

  RepairResult Run() {
    MakeFeasible();
    if (Broken() == 0) {
      UseTheRest();
      while (Exchange()) continue;
    }
    return {Broken() == 0, std::move(chosen_), std::move(used_)};
  }

 private:
  int64_t Change(size_t limit, LimitMove const& move) const {
    auto const& l = limits_[limit];
    return UseOf(l, move.group, move.to, move.cost_to) -
           UseOf(l, move.group, move.from, move.cost_from);
  }

  double Excess(size_t limit, int64_t used) const {
    auto const& l = limits_[limit];
    int64_t const over = l.at_most ? used - l.amount : l.amount - used;
    return over <= 0 ? 0 : static_cast<double>(over) / scale_[limit];
  }

  // How far the plan is outside its limits, in typical uses; 0 = feasible.
  double Broken() const {
    double sum = 0;
    for (size_t k = 0; k < limits_.size(); ++k) sum += Excess(k, used_[k]);
    return sum;
  }

  double BrokenAfter(LimitMove const& move) const {
    double sum = 0;
    for (size_t k = 0; k < limits_.size(); ++k) sum += Excess(k, used_[k] + Change(k, move));
    return sum;
  }

  void Take(LimitMove const& move) {
    for (size_t k = 0; k < limits_.size(); ++k) used_[k] += Change(k, move);
    moved_.insert(move.row);
    chosen_.push_back(move);
  }

  // Takes what shrinks the excess, by rising loss for what it shrinks.
  void MakeFeasible() {
    for (double broken = Broken(); broken > 0;) {
      std::vector<std::pair<double, size_t>> order;
      for (size_t m = 0; m < moves_.size(); ++m) {
        if (moved_.contains(moves_[m].row)) continue;
        double const less = broken - BrokenAfter(moves_[m]);
        if (less > 1e-9) order.emplace_back(moves_[m].loss / less, m);
      }
      std::sort(order.begin(), order.end(), [&](auto const& a, auto const& b) {
        auto const& x = moves_[a.second];
        auto const& y = moves_[b.second];
        return std::tie(a.first, x.key, x.row, x.to) < std::tie(b.first, y.key, y.row, y.to);
      });
      double const before = broken;
      for (auto const& [loss, m] : order) {
        if (moved_.contains(moves_[m].row)) continue;
        double const after = BrokenAfter(moves_[m]);
        if (after > broken - 1e-9) continue;
        Take(moves_[m]);
        broken = after;
        if (broken == 0) return;
      }
      if (broken >= before) return;
    }
  }

  // Takes what earns most and breaks nothing, until nothing does.
  void UseTheRest() {
    std::vector<size_t> gaining;
    for (size_t m = 0; m < moves_.size(); ++m) {
      if (moves_[m].value > 0) gaining.push_back(m);
    }
    std::sort(gaining.begin(), gaining.end(), [&](size_t a, size_t b) {
      auto const& x = moves_[a];
      auto const& y = moves_[b];
      return std::tuple(-x.value, x.key, x.row, x.to) < std::tuple(-y.value, y.key, y.row, y.to);
    });
    for (size_t const m : gaining) {
      if (moved_.contains(moves_[m].row) || BrokenAfter(moves_[m]) > 0) continue;
      Take(moves_[m]);
    }
  }

  // What the unused part of all limits is worth: no exchange can gain more.
  double Potential() const {
    double sum = 0;
    for (size_t k = 0; k < limits_.size(); ++k) {
      auto const left = static_cast<double>(std::abs(limits_[k].amount - used_[k]));
      sum += prices_[k] * left;
    }
    return sum;
  }

  // Moves worth trying together: of all that change the limits alike, those that give up least.
  std::vector<size_t> Exchangeable(double potential) const {
    std::vector<size_t> order;
    for (size_t m = 0; m < moves_.size(); ++m) {
      if (moves_[m].loss < potential && !moved_.contains(moves_[m].row)) order.push_back(m);
    }
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      auto const& x = moves_[a];
      auto const& y = moves_[b];
      return std::tie(x.loss, x.key, x.row, x.to) < std::tie(y.loss, y.key, y.row, y.to);
    });
    std::map<std::vector<int64_t>, int> alike;
    std::vector<size_t> kept;
    for (size_t const m : order) {
      std::vector<int64_t> change(limits_.size());
      for (size_t k = 0; k < limits_.size(); ++k) change[k] = Change(k, moves_[m]);
      if (++alike[change] <= kAlike) kept.push_back(m);
      if (kept.size() == kMostExchangeable) break;
    }
    return kept;
  }

  // Takes the set of up to kTogether moves that gains most and breaks nothing. False when none
  // does.
  bool Exchange() {
    double const potential = Potential();
    if (potential <= 0) return false;
    auto const candidates = Exchangeable(potential);
    best_.clear();
    best_gain_ = 0;
    trials_ = 0;
    std::vector<size_t> set;
    for (size_t depth = 2; depth <= kTogether; ++depth) {
      Try(candidates, 0, depth, potential, 0, set);
    }
    for (size_t const m : best_) Take(moves_[m]);
    return !best_.empty();
  }

  // Adds one more candidate from `first` on to `set`, whose moves are applied to `used_`.
  void Try(std::vector<size_t> const& candidates, size_t first, size_t left, double potential,
           int64_t gain, std::vector<size_t>& set) {
    for (size_t c = first; c < candidates.size(); ++c) {
      auto const& move = moves_[candidates[c]];
      // Losses ascend, so the moves still to come give up at least as much each.
      if (move.loss * static_cast<double>(left) >= potential - best_gain_) return;
      if (++trials_ > kMostTrials) return;
      bool const again =
          std::any_of(set.begin(), set.end(), [&](size_t m) { return moves_[m].row == move.row; });
      if (again) continue;
      int64_t const gained = gain + move.value;
      if (left == 1) {
        if (gained <= static_cast<int64_t>(best_gain_) || BrokenAfter(move) > 0) continue;
        best_gain_ = static_cast<double>(gained);
        best_ = set;
        best_.push_back(candidates[c]);
        continue;
      }
      for (size_t k = 0; k < limits_.size(); ++k) used_[k] += Change(k, move);
      set.push_back(candidates[c]);
      Try(candidates, c + 1, left - 1, potential - move.loss, gained, set);
      set.pop_back();
      for (size_t k = 0; k < limits_.size(); ++k) used_[k] -= Change(k, move);
    }
  }

  std::vector<Limit> const& limits_;
  std::vector<double> const& prices_;
  std::vector<int64_t> used_;
  std::vector<LimitMove> const& moves_;
  std::vector<double> scale_;
  std::vector<size_t> best_;
  double best_gain_ = 0;
  int64_t trials_ = 0;
  std::unordered_set<int64_t> moved_;
  std::vector<LimitMove> chosen_;
};

}  // namespace

RepairResult Repair(std::vector<Limit> const& limits, std::vector<double> const& prices,
                    std::vector<int64_t> used, std::vector<LimitMove> const& moves) {
  return Repairer(limits, prices, std::move(used), moves).Run();
}

}  // namespace winback::allocation
