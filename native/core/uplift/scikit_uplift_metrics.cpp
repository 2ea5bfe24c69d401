#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/uplift/package_metrics.h"
#include "core/uplift/ranked_rows.h"

namespace winback::stats {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double UpliftCurve(ScoreRun const& run) {
  double const treated = run.treated > 0 ? run.treated_outcome / run.treated : 0;
  double const control = run.control() > 0 ? run.control_outcome / run.control() : 0;
  return (treated - control) * run.users();
}

double QiniCurve(ScoreRun const& run) {
  double const control = run.control() > 0 ? run.control_outcome * run.treated / run.control() : 0;
  return run.treated_outcome - control;
}

// Area between the curve and the straight line to its end.
template <class Curve>
double AreaAboveLine(Ranking const& ranking, Curve curve) {
  double area = 0;
  double users = 0;
  double height = 0;
  for (auto const& run : ranking.runs) {
    double const here = curve(run);
    area += (height + here) / 2 * (run.users() - users);
    users = run.users();
    height = here;
  }
  return area - height * users / 2;
}

// The package's perfect orders differ between its two curves (scikit-uplift issue 93).
std::vector<double> PerfectUplift(std::span<uint8_t const> treated,
                                  std::span<double const> outcomes) {
  size_t control_responders = 0;
  size_t treated_others = 0;
  for (size_t i = 0; i < treated.size(); ++i) {
    control_responders += treated[i] == 0 && outcomes[i] == 1;
    treated_others += treated[i] == 1 && outcomes[i] == 0;
  }
  bool const by_outcome = control_responders > treated_others;
  std::vector<double> perfect(treated.size());
  for (size_t i = 0; i < treated.size(); ++i) {
    double const agree = outcomes[i] == static_cast<double>(treated[i]) ? 2 : 0;
    perfect[i] = agree + (by_outcome ? outcomes[i] : static_cast<double>(treated[i]));
  }
  return perfect;
}

std::vector<double> PerfectQini(std::span<uint8_t const> treated,
                                std::span<double const> outcomes) {
  std::vector<double> perfect(treated.size());
  for (size_t i = 0; i < treated.size(); ++i) {
    perfect[i] = treated[i] == 1 ? outcomes[i] : -outcomes[i];
  }
  return perfect;
}

// Rows from the highest score down; of equal scores the later row first, as a stable ascending sort
// that is reversed gives them.
std::vector<uint32_t> OrderOf(std::span<double const> scores) {
  std::vector<uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a > b;
  });
  return order;
}

struct ArmMeans {
  double sums[2] = {0, 0};
  double counts[2] = {0, 0};

  void Add(bool treated, double outcome) {
    sums[treated] += outcome;
    counts[treated] += 1;
  }
  double Difference() const { return sums[1] / counts[1] - sums[0] / counts[0]; }
};

double WeightedAverage(std::span<double const> scores, std::span<uint8_t const> treated,
                       std::span<double const> outcomes, size_t bins) {
  size_t const n = scores.size();
  if (bins >= n) return kNone;
  auto const order = OrderOf(scores);
  double sum = 0;
  double weight = 0;
  size_t at = 0;
  for (size_t bin = 0; bin < bins; ++bin) {
    ArmMeans means;
    for (size_t left = n / bins + (bin < n % bins); left > 0; --left, ++at) {
      means.Add(treated[order[at]] == 1, outcomes[order[at]]);
    }
    sum += means.Difference() * means.counts[1];
    weight += means.counts[1];
  }
  return sum / weight;
}

// Without users who are harmed the perfect curve rises to the end of the Qini curve and stays.
double WithoutNegativeEffect(Ranking const& ranking, double above_line) {
  double const users = ranking.all().users();
  double const end = QiniCurve(ranking.all());
  if (end < 0 || end > users) return kNone;
  double const perfect = end * end / 2 + end * (users - end) - end * users / 2;
  return above_line / perfect;
}

}  // namespace

ScikitUpliftMetrics ScikitUpliftMetricsOf(std::span<double const> scores,
                                          std::span<uint8_t const> treated,
                                          std::span<double const> outcomes, size_t bins) {
  bool const is_binary = std::all_of(outcomes.begin(), outcomes.end(),
                                     [](double outcome) { return outcome == 0 || outcome == 1; });
  if (!is_binary) return {kNone, kNone, kNone, kNone, false};
  auto const ranking = RankRows(scores, treated, outcomes);
  auto const uplift = RankRows(PerfectUplift(treated, outcomes), treated, outcomes);
  auto const qini = RankRows(PerfectQini(treated, outcomes), treated, outcomes);
  double const qini_area = AreaAboveLine(ranking, QiniCurve);
  return {AreaAboveLine(ranking, UpliftCurve) / AreaAboveLine(uplift, UpliftCurve),
          qini_area / AreaAboveLine(qini, QiniCurve), WithoutNegativeEffect(ranking, qini_area),
          WeightedAverage(scores, treated, outcomes, bins), true};
}

ScikitUpliftAt ScikitUpliftAtOf(std::span<double const> scores, std::span<uint8_t const> treated,
                                std::span<double const> outcomes, double share) {
  auto const order = OrderOf(scores);
  double const treated_rows =
      static_cast<double>(std::count(treated.begin(), treated.end(), uint8_t{1}));
  double const rows = static_cast<double>(scores.size());
  double const limits[2] = {std::floor((rows - treated_rows) * share),
                            std::floor(treated_rows * share)};
  ArmMeans overall;
  ArmMeans by_group;
  double seen = 0;
  for (uint32_t const row : order) {
    bool const is_treated = treated[row] == 1;
    if (seen++ < std::floor(rows * share)) overall.Add(is_treated, outcomes[row]);
    if (by_group.counts[is_treated] < limits[is_treated]) by_group.Add(is_treated, outcomes[row]);
  }
  return {overall.Difference(), by_group.Difference()};
}

}  // namespace winback::stats
