// Which runs of equal scores are shown as points of a curve.
#pragma once

#include <cstddef>

namespace winback::stats {

// Calls fn(run) for every run where there are at most `points`; else for the last run before each
// of `points` equal shares of the users, and for the last run of all.
template <class Runs, class Fn>
void ForCurvePoints(Runs const& runs, size_t points, Fn&& fn) {
  size_t const users = runs.back().end;
  size_t reached = 0;
  for (size_t r = 0; r < runs.size(); ++r) {
    bool const is_last = r + 1 == runs.size();
    if (runs.size() <= points || is_last) {
      fn(runs[r]);
      continue;
    }
    size_t const next = runs[r + 1].end;
    if (reached + 1 >= points || next * points <= (reached + 1) * users) continue;
    fn(runs[r]);
    reached = next * points / users;
  }
}

}  // namespace winback::stats
