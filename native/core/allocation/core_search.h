// Closes the gap between a priced assignment and the integer optimum. A plan's distance to the
// bound
//   UB(price) = price x budget + sum of the best reduced values
// is the reduced value it gives up (its moves' losses) plus price x unspent money. So a plan better
// than one with gap g is made of moves with losses below g: the core. Users of the core are added
// by rising loss to a list of undominated (money, loss) states, until the next loss reaches the gap
// (Pisinger, European Journal of Operational Research 83, 1995, with exact sparse states). Nothing
// else is dropped, so what is left then is proven optimal.
#pragma once

#include <vector>

#include "core/allocation/exact.h"
#include "core/base/stop_token.h"

namespace winback::allocation {

// Another action for one user, against the priced assignment. Losses are in micro-yuan times the
// price's denominator.
struct Move {
  Int128 loss = 0;   // >= 0
  int64_t cost = 0;  // fen more (or less) than now
  uint64_t key = 0;  // of the user
  int64_t user = 0;
  uint8_t action = 0;
};

struct CoreProblem {
  std::vector<Move> moves;
  Price price;
  int64_t slack = 0;           // fen left of the budget, may be negative
  Int128 gap = 0;              // only plans with a smaller gap are looked for
  Int128 collected_below = 0;  // every move with a smaller loss is in `moves`
  int64_t effort = 0;          // states to look at before giving up
  StopToken const* stop = nullptr;
};

struct CoreSolution {
  bool improved = false;
  Int128 gap = 0;  // of the plan found, or the given one
  // No plan has a gap below this. Equal to `gap` when proven.
  Int128 proven_below = 0;
  std::vector<Move> chosen;
  int64_t users = 0;   // users looked at
  int64_t states = 0;  // states looked at
};

// Deterministic: states are kept by (cost, gain), the first found wins ties, and users come in the
// order (smallest loss, key, index).
CoreSolution SearchCore(CoreProblem problem);

}  // namespace winback::allocation
