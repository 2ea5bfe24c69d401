#include "core/exact/border.h"

#include <algorithm>
#include <cmath>

#include "core/base/stop_token.h"
#include "core/exact/fisher_walk.h"
#include "core/exact/score.h"

namespace winback::exact {
namespace {

__extension__ typedef __int128 Wide;

size_t At(int64_t i) { return static_cast<size_t>(i); }

// Whether z of (i, j) >= z of the table seen, without rounding: z^2 is a ratio of whole numbers.
bool ZReaches(Counts const& c, int64_t i, int64_t j) {
  Wide const n = c.n1 + c.n2;
  Wide const seen = Wide{c.x2} * c.n1 - Wide{c.x1} * c.n2;
  Wide const here = Wide{j} * c.n1 - Wide{i} * c.n2;
  if (seen == 0 || (seen > 0) != (here > 0)) return here >= seen;
  Wide const seen_total = c.x1 + c.x2;
  Wide const here_total = i + j;
  Wide const left = here * here * seen_total * (n - seen_total);
  Wide const right = seen * seen * here_total * (n - here_total);
  return seen > 0 ? left >= right : left <= right;
}

template <class Reaches>
Border Walked(Counts const& c, Reaches&& reaches) {
  Border border(At(c.n1 + 1), 0);
  int64_t j = 0;
  for (int64_t i = 0; i <= c.n1; ++i) {
    if ((i & 63) == 0) CheckTaskStop();
    while (j <= c.n2 && !reaches(i, j)) ++j;
    border[At(i)] = j;
  }
  return border;
}

}  // namespace

Border UpperBorder(Counts const& c, Ordering ordering) {
  if (ordering == Ordering::kPooledZ)
    return Walked(c, [&](int64_t i, int64_t j) { return ZReaches(c, i, j); });
  FisherWalk walk(c);
  if (walk.Everything()) return Border(At(c.n1 + 1), 0);
  return Walked(c, [&](int64_t i, int64_t j) { return walk.Reaches(i, j); });
}

Border ScoreBorder(Counts const& c, Scale scale, double effect, double correction) {
  double const seen = Score(c, scale, effect, correction);
  double const least = seen - 1e-10 * std::max(1.0, std::abs(seen));
  return Walked(c, [&](int64_t i, int64_t j) {
    return Score({i, c.n1, j, c.n2}, scale, effect, correction) >= least;
  });
}

}  // namespace winback::exact
