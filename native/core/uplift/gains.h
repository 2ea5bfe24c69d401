// How much of a treatment's effect is reached by treating the users with the highest scores.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/uplift/ranked_rows.h"

namespace winback::stats {

struct Estimate {
  double value;
  double standard_error;
};

// A point of the curve: the users with the highest scores are treated, all others are not.
struct GainPoint {
  double threshold;       // the lowest score that is treated
  double share;           // of all users
  double gain;            // per user of all users, in units of the outcome
  double standard_error;  // of `gain`, with the threshold as given
};

struct UpliftAreas {
  size_t treated;
  size_t control;
  Estimate effect;  // difference of the arms' means
  Estimate area;    // under the gain curve, per user
  Estimate above_random;
  Estimate qini;  // area between the Qini curve and its straight line, per squared user
  double qini_end;
};

// The gain at k users is k times the difference of the arms' means among the k users with the
// highest scores, and 0 while an arm has no user there. Only the ends of runs of equal scores are
// points, with trapezoids between. Standard errors come from the influence of every user,
// including that of the user's place in the ranking; NaN where an arm has one row.
UpliftAreas AreasOf(Ranking const& ranking);

// At most `points` of the curve, at the ends of the runs nearest below equal shares of users; the
// last is everybody.
std::vector<GainPoint> CurveOf(Ranking const& ranking, size_t points);

// Difference of the arms' means among the `share` of users with the highest scores. Where the
// share ends inside a run of equal scores, the rows of the run count in part.
// Throws kBadInput when an arm has no row there.
Estimate UpliftAt(Ranking const& ranking, double share);

// The same curve from effects that are known for every user up to noise, such as differences of
// doubly robust scores: the gain at k users is the sum of their effects.
struct EffectAreas {
  Estimate effect;
  Estimate area;
  Estimate above_random;
  std::vector<GainPoint> curve;
};
EffectAreas EffectAreasOf(std::span<double const> scores, std::span<double const> effects,
                          size_t points);

}  // namespace winback::stats
