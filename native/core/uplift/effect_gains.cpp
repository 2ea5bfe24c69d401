#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/stop_token.h"
#include "core/uplift/curve_points.h"
#include "core/uplift/gains.h"

namespace winback::stats {
namespace {

struct Row {
  double score;  // negative, so that the highest stands first
  double effect;
};

struct Run {
  size_t begin;
  size_t end;
  double sum;  // of the effects of this run and of all above it
};

std::vector<Run> RunsOf(std::vector<Row>& rows) {
  std::vector<Row> scratch;
  BucketSort(rows, scratch, [](Row const& row) { return row.score; });
  std::vector<Run> runs;
  ExactSum sum;
  for (size_t begin = 0; begin < rows.size();) {
    if ((runs.size() & 0xffff) == 0) CheckTaskStop();
    size_t end = begin + 1;
    while (end < rows.size() && rows[end].score == rows[begin].score) ++end;
    detail::SortSmall(rows.data() + begin, rows.data() + end,
                      [](Row const& row) { return row.effect; });
    for (size_t i = begin; i < end; ++i) sum.Add(rows[i].effect);
    runs.push_back({begin, end, sum.Total()});
    begin = end;
  }
  return runs;
}

double ErrorOf(double squares, double n) {
  return n > 1 ? std::sqrt(squares / (n - 1) / n) : std::numeric_limits<double>::quiet_NaN();
}

// Effects stand around their mean; a user's place is the middle of the user's run.
void SetErrors(std::vector<Row> const& rows, std::vector<Run> const& runs, EffectAreas& areas) {
  auto const n = static_cast<double>(rows.size());
  double area_squares = 0;
  double above_squares = 0;
  double effect_squares = 0;
  double before = 0;
  for (auto const& run : runs) {
    double const below = 1 - static_cast<double>(run.begin + run.end) / (2 * n);
    double const gain = (before + run.sum) / (2 * n);
    for (size_t i = run.begin; i < run.end; ++i) {
      double const area = rows[i].effect * below + gain - 2 * areas.area.value;
      double const effect = rows[i].effect - areas.effect.value;
      area_squares += area * area;
      above_squares += (area - effect / 2) * (area - effect / 2);
      effect_squares += effect * effect;
    }
    before = run.sum;
  }
  areas.area.standard_error = ErrorOf(area_squares, n);
  areas.above_random.standard_error = ErrorOf(above_squares, n);
  areas.effect.standard_error = ErrorOf(effect_squares, n);
}

void SetCurve(std::vector<Row> const& rows, std::vector<Run> const& runs, size_t points,
              EffectAreas& areas) {
  auto const n = static_cast<double>(rows.size());
  double squares = 0;
  size_t at = 0;
  ForCurvePoints(runs, points, [&](Run const& run) {
    for (; at < run.end; ++at) squares += rows[at].effect * rows[at].effect;
    double const gain = run.sum / n;
    areas.curve.push_back({-rows[run.begin].score, static_cast<double>(run.end) / n, gain,
                           ErrorOf(std::max(0.0, squares - n * gain * gain), n)});
  });
}

}  // namespace

EffectAreas EffectAreasOf(std::span<double const> scores, std::span<double const> effects,
                          size_t points) {
  Require(!scores.empty(), "a gain curve needs at least one row");
  std::vector<Row> rows(scores.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = {-scores[i], effects[i]};
  auto const runs = RunsOf(rows);
  auto const n = static_cast<double>(rows.size());
  EffectAreas areas;
  ExactSum area;
  double before = 0;
  for (auto const& run : runs) {
    area.Add((before + run.sum) / 2 * static_cast<double>(run.end - run.begin));
    before = run.sum;
  }
  areas.effect.value = before / n;
  areas.area.value = area.Total() / n / n;
  areas.above_random.value = areas.area.value - areas.effect.value / 2;
  SetErrors(rows, runs, areas);
  SetCurve(rows, runs, points, areas);
  return areas;
}

}  // namespace winback::stats
