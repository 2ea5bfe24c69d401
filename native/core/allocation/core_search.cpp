#include "core/allocation/core_search.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace winback::allocation {
namespace {

constexpr uint32_t kRoot = 0;
constexpr size_t kMaxNodes = size_t{1} << 22;  // 32 MB before unreachable ones are swept

struct State {
  int64_t cost;  // fen above the priced assignment
  Int128 loss;
  uint32_t node;
};

// How a state came about: the move that made it and the state it was made from.
struct Node {
  uint32_t parent;
  uint32_t move;
};

// Moves of one user: [begin, end) of the sorted moves.
struct CoreUser {
  size_t begin;
  size_t end;
};

class Search {
 public:
  explicit Search(CoreProblem problem) : p_(std::move(problem)), gap_(p_.gap) {
    nodes_.push_back({kRoot, 0});
    states_.push_back({0, 0, kRoot});
    Group();
  }

  CoreSolution Run() {
    size_t next = 0;
    for (; next < users_.size(); ++next) {
      CheckStop(p_.stop);
      if (p_.moves[users_[next].begin].loss >= gap_ || looked_at_ > p_.effort) break;
      Extend(next);
    }
    bool const complete = next == users_.size() || p_.moves[users_[next].begin].loss >= gap_;
    CoreSolution out;
    out.improved = best_ != kNone;
    out.gap = gap_;
    out.users = static_cast<int64_t>(next);
    out.states = looked_at_;
    // A plan with a move from outside the core gives up at least `collected_below`. One of core
    // moves was either looked at, or goes on from a state with users whose every move gives up
    // more.
    out.proven_below = std::min(gap_, p_.collected_below);
    if (!complete) {
      Int128 const next_loss = p_.moves[users_[next].begin].loss;
      for (State const& state : states_) {
        out.proven_below = std::min(out.proven_below, state.loss + next_loss);
      }
    }
    out.chosen = std::move(best_moves_);
    return out;
  }

 private:
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

  // Sorts the moves by (user's smallest loss, key, user, loss, action), one CoreUser a user.
  void Group() {
    auto& moves = p_.moves;
    std::sort(moves.begin(), moves.end(), [](Move const& a, Move const& b) {
      return std::tie(a.user, a.loss, a.cost, a.action) <
             std::tie(b.user, b.loss, b.cost, b.action);
    });
    for (size_t begin = 0; begin < moves.size();) {
      size_t end = begin + 1;
      while (end < moves.size() && moves[end].user == moves[begin].user) ++end;
      users_.push_back({begin, end});
      begin = end;
    }
    std::sort(users_.begin(), users_.end(), [&](CoreUser a, CoreUser b) {
      auto const& x = moves[a.begin];
      auto const& y = moves[b.begin];
      return std::tie(x.loss, x.key, x.user) < std::tie(y.loss, y.key, y.user);
    });
    low_.assign(users_.size() + 1, 0);
    high_.assign(users_.size() + 1, 0);
    for (size_t u = users_.size(); u-- > 0;) {
      int64_t low = 0;
      int64_t high = 0;
      for (size_t m = users_[u].begin; m < users_[u].end; ++m) {
        low = std::min(low, moves[m].cost);
        high = std::max(high, moves[m].cost);
      }
      low_[u] = low_[u + 1] + low;
      high_[u] = high_[u + 1] + high;
    }
  }

  Int128 Gain(State const& s) const {
    return static_cast<Int128>(p_.price.numerator) * s.cost - s.loss;
  }

  void Consider(State const& state) {
    if (state.cost > p_.slack) return;
    Int128 const gap =
        state.loss + static_cast<Int128>(p_.price.numerator) * (p_.slack - state.cost);
    if (gap >= gap_) return;
    gap_ = gap;
    best_ = state.node;
    best_moves_.clear();
    for (uint32_t node = best_; node != kRoot; node = nodes_[node].parent) {
      best_moves_.push_back(p_.moves[nodes_[node].move]);
    }
  }

  // Whether the users from `next` on can still lead the state to a plan better than the best.
  bool Alive(State const& state, size_t next) const {
    if (state.loss >= gap_ || state.cost + low_[next] > p_.slack) return false;
    int64_t const unspent = p_.slack - state.cost - high_[next];
    if (unspent <= 0) return true;
    return state.loss + static_cast<Int128>(p_.price.numerator) * unspent < gap_;
  }

  void Extend(size_t user) {
    merged_ = states_;
    for (size_t m = users_[user].begin; m < users_[user].end; ++m) {
      Move const& move = p_.moves[m];
      if (move.loss >= gap_ || move.cost == 0) continue;
      added_.clear();
      for (State const& state : states_) {
        State moved{state.cost + move.cost, state.loss + move.loss, kNone};
        if (!Alive(moved, user + 1)) continue;
        moved.node = static_cast<uint32_t>(nodes_.size());
        nodes_.push_back({state.node, static_cast<uint32_t>(m)});
        added_.push_back(moved);
        Consider(moved);
      }
      looked_at_ += static_cast<int64_t>(states_.size());
      Merge();
    }
    states_.clear();
    for (State const& state : merged_) {
      if (Alive(state, user + 1)) states_.push_back(state);
    }
    if (nodes_.size() > kMaxNodes) Sweep();
  }

  // merged_ and added_, both by rising cost and gain, into merged_ without dominated states.
  void Merge() {
    scratch_.clear();
    size_t a = 0;
    size_t b = 0;
    while (a < merged_.size() || b < added_.size()) {
      bool const first =
          b == added_.size() ||
          (a < merged_.size() &&
           (merged_[a].cost < added_[b].cost ||
            (merged_[a].cost == added_[b].cost && merged_[a].loss <= added_[b].loss)));
      State const& state = first ? merged_[a++] : added_[b++];
      if (scratch_.empty() || Gain(state) > Gain(scratch_.back())) scratch_.push_back(state);
    }
    merged_.swap(scratch_);
  }

  // Forgets the nodes that no state leads back to. Parents precede children.
  void Sweep() {
    std::vector<uint32_t> place(nodes_.size(), 0);
    place[kRoot] = 1;
    for (State const& state : states_) place[state.node] = 1;
    for (size_t n = nodes_.size(); n-- > 1;) {
      if (place[n] != 0) place[nodes_[n].parent] = 1;
    }
    uint32_t live = 0;
    for (size_t n = 0; n < nodes_.size(); ++n) {
      if (place[n] == 0) continue;
      nodes_[live] = {place[nodes_[n].parent], nodes_[n].move};
      place[n] = live++;
    }
    nodes_[kRoot].parent = kRoot;
    nodes_.resize(live);
    for (State& state : states_) state.node = place[state.node];
  }

  CoreProblem p_;
  Int128 gap_;
  std::vector<CoreUser> users_;
  std::vector<int64_t> low_;   // least cost that users from here on can add
  std::vector<int64_t> high_;  // and the most
  std::vector<State> states_;
  std::vector<State> merged_;
  std::vector<State> added_;
  std::vector<State> scratch_;
  std::vector<Node> nodes_;
  uint32_t best_ = kNone;
  std::vector<Move> best_moves_;
  int64_t looked_at_ = 0;
};

}  // namespace

CoreSolution SearchCore(CoreProblem problem) { return Search(std::move(problem)).Run(); }

}  // namespace winback::allocation
