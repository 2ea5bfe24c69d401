#include "core/uplift/gains.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/stop_token.h"
#include "core/uplift/curve_points.h"

namespace winback::stats {
namespace {

// The curves at the end of a run, as functions of the share of users above it.
struct Level {
  double share = 0;
  double treated_share = 0;  // of the users above
  double control_share = 0;
  double treated_mean = 0;
  double control_mean = 0;
  double effect = 0;   // difference of the means
  double gain = 0;     // per user of all users
  double qini = 0;     // per user of all users
  bool known = false;  // both arms have users

  double odds() const { return known ? treated_share / control_share : 0; }
};

Level LevelOf(ScoreRun const& run, double n) {
  Level level;
  level.share = run.users() / n;
  double const treated = run.treated;
  double const control = run.control();
  level.known = treated > 0 && control > 0;
  level.qini = run.treated_outcome / n;
  if (!level.known) {
    if (control > 0) level.qini = 0;
    return level;
  }
  level.treated_share = treated / run.users();
  level.control_share = control / run.users();
  level.treated_mean = run.treated_outcome / treated;
  level.control_mean = run.control_outcome / control;
  level.effect = level.treated_mean - level.control_mean;
  level.gain = level.effect * level.share;
  level.qini = (run.treated_outcome - run.control_outcome * treated / control) / n;
  return level;
}

double Trapezoid(double before, double after, double width) { return (before + after) / 2 * width; }

// Integrals of the curves from a share of users to 1: what a user of this place adds to the areas.
struct Below {
  double width = 0;
  double one_treated = 0;   // of 1 / treated share
  double mean_treated = 0;  // of treated mean / treated share
  double one_control = 0;
  double mean_control = 0;
  double effect = 0;
  double control_mean = 0;
  double odds = 0;
  double odds_mean = 0;  // of odds x control mean

  void Extend(Level const& upper, Level const& lower) {
    double const w = lower.share - upper.share;
    width += w;
    if (!upper.known || !lower.known) {
      if (lower.known) effect += lower.effect * w / 2;
      return;
    }
    one_treated += Trapezoid(1 / upper.treated_share, 1 / lower.treated_share, w);
    mean_treated += Trapezoid(upper.treated_mean / upper.treated_share,
                              lower.treated_mean / lower.treated_share, w);
    one_control += Trapezoid(1 / upper.control_share, 1 / lower.control_share, w);
    mean_control += Trapezoid(upper.control_mean / upper.control_share,
                              lower.control_mean / lower.control_share, w);
    effect += Trapezoid(upper.effect, lower.effect, w);
    control_mean += Trapezoid(upper.control_mean, lower.control_mean, w);
    odds += Trapezoid(upper.odds(), lower.odds(), w);
    odds_mean += Trapezoid(upper.odds() * upper.control_mean, lower.odds() * lower.control_mean, w);
  }
};

double Middle(double a, double b) { return (a + b) / 2; }

// Users of one run share one place: in the middle between its ends.
Below Middle(Below const& a, Below const& b) {
  return {Middle(a.width, b.width),
          Middle(a.one_treated, b.one_treated),
          Middle(a.mean_treated, b.mean_treated),
          Middle(a.one_control, b.one_control),
          Middle(a.mean_control, b.mean_control),
          Middle(a.effect, b.effect),
          Middle(a.control_mean, b.control_mean),
          Middle(a.odds, b.odds),
          Middle(a.odds_mean, b.odds_mean)};
}

struct Squares {
  double area = 0;
  double above_random = 0;
  double qini = 0;
};

// What the influence of a user is measured against.
struct Centre {
  Level all;
  double area;
  double qini_area;
};

// Influence of the users of one run on the areas. `gain` and `qini` are the curves at their place.
void AddInfluence(std::span<RankedRow const> rows, Below const& below, double gain, double qini,
                  Centre const& centre, Squares& squares) {
  Level const& all = centre.all;
  double const gain_shift = gain + below.effect - 2 * centre.area;
  double const qini_shift = qini - 2 * centre.qini_area;
  for (auto const& row : rows) {
    double const y = row.outcome;
    double const off = row.treated ? y - all.treated_mean : y - all.control_mean;
    double const effect = row.treated ? off / all.treated_share : -off / all.control_share;
    double const area = gain_shift + (row.treated ? y * below.one_treated - below.mean_treated
                                                  : below.mean_control - y * below.one_control);
    double const from_control = y - all.control_mean;
    double const end = (row.treated ? from_control : -from_control * all.odds()) - all.qini;
    double const curve = qini_shift + (row.treated ? y * below.width - below.control_mean
                                                   : below.odds_mean - y * below.odds);
    squares.area += area * area;
    squares.above_random += (area - effect / 2) * (area - effect / 2);
    squares.qini += (curve - end / 2) * (curve - end / 2);
  }
}

Squares InfluenceSquares(Ranking const& ranking, double area, double qini_area) {
  double const n = ranking.all().users();
  Squares squares;
  Below below;
  Level lower = LevelOf(ranking.all(), n);
  Centre const centre{lower, area, qini_area};
  std::span<RankedRow const> const rows(ranking.rows);
  for (size_t r = ranking.runs.size(); r-- > 0;) {
    if ((r & 0xffff) == 0) CheckTaskStop();
    Level const upper = r == 0 ? Level{} : LevelOf(ranking.runs[r - 1], n);
    Below above = below;
    above.Extend(upper, lower);
    auto const& run = ranking.runs[r];
    AddInfluence(rows.subspan(run.begin, run.end - run.begin), Middle(above, below),
                 Middle(upper.gain, lower.gain), Middle(upper.qini, lower.qini), centre, squares);
    below = above;
    lower = upper;
  }
  return squares;
}

// Variance of the mean of one arm among rows [0, end) and `part` of the rows of the last run.
double MeanVariance(Ranking const& ranking, ScoreRun const& last, double part, bool treated,
                    double mean, double weight) {
  double squares = 0;
  for (size_t i = 0; i < last.end; ++i) {
    auto const& row = ranking.rows[i];
    if (row.treated != treated) continue;
    double const off = row.outcome - mean;
    squares += (i < last.begin ? 1 : part) * off * off;
  }
  return weight > 1 ? squares / (weight - 1) / weight : std::numeric_limits<double>::quiet_NaN();
}

double RootMean(double squares, double n) { return std::sqrt(squares / (n - 1) / n); }

}  // namespace

UpliftAreas AreasOf(Ranking const& ranking) {
  double const n = ranking.all().users();
  Level const all = LevelOf(ranking.all(), n);
  ExactSum area;
  ExactSum qini;
  Level before;
  for (auto const& run : ranking.runs) {
    Level const here = LevelOf(run, n);
    area.Add(Trapezoid(before.gain, here.gain, here.share - before.share));
    qini.Add(Trapezoid(before.qini, here.qini, here.share - before.share));
    before = here;
  }
  UpliftAreas areas;
  areas.treated = static_cast<size_t>(ranking.all().treated);
  areas.control = static_cast<size_t>(ranking.all().control());
  areas.effect.value = all.effect;
  areas.area.value = area.Total();
  areas.above_random.value = area.Total() - all.effect / 2;
  areas.qini.value = qini.Total() - all.qini / 2;
  areas.qini_end = all.qini * n;
  auto const squares = InfluenceSquares(ranking, area.Total(), qini.Total());
  bool const has_errors = areas.treated > 1 && areas.control > 1;
  double const none = std::numeric_limits<double>::quiet_NaN();
  areas.area.standard_error = has_errors ? RootMean(squares.area, n) : none;
  areas.above_random.standard_error = has_errors ? RootMean(squares.above_random, n) : none;
  areas.qini.standard_error = has_errors ? RootMean(squares.qini, n) : none;
  areas.effect.standard_error = has_errors ? UpliftAt(ranking, 1).standard_error : none;
  return areas;
}

Estimate UpliftAt(Ranking const& ranking, double share) {
  double const wanted = share * ranking.all().users();
  size_t r = 0;
  while (ranking.runs[r].users() < wanted && r + 1 < ranking.runs.size()) ++r;
  auto const& last = ranking.runs[r];
  ScoreRun const above = r == 0 ? ScoreRun{} : ranking.runs[r - 1];
  double const part = (wanted - above.users()) / (last.users() - above.users());
  double const treated = above.treated + part * (last.treated - above.treated);
  double const control = above.control() + part * (last.control() - above.control());
  if (!(treated > 0 && control > 0)) {
    throw Error(ErrorCode::kBadInput,
                "the " + std::to_string(last.end) + " rows with the highest scores hold " +
                    std::to_string(static_cast<size_t>(last.treated)) + " treated and " +
                    std::to_string(static_cast<size_t>(last.control())) +
                    " untreated rows: an effect needs both");
  }
  auto mix = [&](double before, double after) { return before + part * (after - before); };
  double const treated_mean = mix(above.treated_outcome, last.treated_outcome) / treated;
  double const control_mean = mix(above.control_outcome, last.control_outcome) / control;
  double const variance = MeanVariance(ranking, last, part, true, treated_mean, treated) +
                          MeanVariance(ranking, last, part, false, control_mean, control);
  return {treated_mean - control_mean, std::sqrt(variance)};
}

std::vector<GainPoint> CurveOf(Ranking const& ranking, size_t points) {
  double const n = ranking.all().users();
  std::vector<GainPoint> curve;
  double treated_squares = 0;
  double control_squares = 0;
  size_t at = 0;
  // Squares around the means of all rows: sums of squares around 0 would cancel.
  Level const all = LevelOf(ranking.all(), n);
  ForCurvePoints(ranking.runs, points, [&](ScoreRun const& run) {
    Level const level = LevelOf(run, n);
    for (; at < run.end; ++at) {
      auto const& row = ranking.rows[at];
      double const off = row.outcome - (row.treated ? all.treated_mean : all.control_mean);
      (row.treated ? treated_squares : control_squares) += off * off;
    }
    auto variance = [](double squares, double count, double shift) {
      return (squares - count * shift * shift) / (count - 1) / count;
    };
    bool const has_error = run.treated > 1 && run.control() > 1;
    double const error =
        has_error ? std::sqrt(std::max(0.0, variance(treated_squares, run.treated,
                                                     level.treated_mean - all.treated_mean)) +
                              std::max(0.0, variance(control_squares, run.control(),
                                                     level.control_mean - all.control_mean)))
                  : std::numeric_limits<double>::quiet_NaN();
    curve.push_back({-ranking.rows[run.begin].score, level.share, level.gain, error * level.share});
  });
  return curve;
}

}  // namespace winback::stats
