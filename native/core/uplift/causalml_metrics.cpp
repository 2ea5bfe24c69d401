#include <cmath>
#include <limits>
#include <vector>

#include "core/uplift/package_metrics.h"
#include "core/uplift/ranked_rows.h"

namespace winback::stats {
namespace {

// pandas' linear interpolation of what stands before the first defined value; the curve starts at
// 0.
void FillHead(std::vector<double>& curve) {
  size_t first = 1;
  while (first < curve.size() && std::isnan(curve[first])) ++first;
  for (size_t k = 1; k < first; ++k) {
    curve[k] = curve[first] * static_cast<double>(k) / static_cast<double>(first);
  }
}

double MeanOf(std::vector<double> const& values, double scale) {
  double sum = 0;
  for (double const value : values) sum += value / scale;
  return sum / static_cast<double>(values.size());
}

}  // namespace

CausalmlMetrics CausalmlMetricsOf(std::span<double const> scores, std::span<uint8_t const> treated,
                                  std::span<double const> outcomes) {
  auto const ranking = RankRows(scores, treated, outcomes);
  size_t const n = ranking.rows.size();
  double const none = std::numeric_limits<double>::quiet_NaN();
  if (ranking.runs.size() < n) return {none, none, none, none, true};
  std::vector<double> lift(n + 1, 0);
  std::vector<double> qini(n + 1, 0);
  for (size_t k = 1; k <= n; ++k) {
    auto const& run = ranking.runs[k - 1];
    double const control_mean = run.control_outcome / run.control();
    lift[k] = run.treated_outcome / run.treated - control_mean;
    qini[k] = run.treated_outcome - control_mean * run.treated;
  }
  FillHead(lift);
  FillHead(qini);
  for (size_t k = 0; k <= n; ++k) lift[k] *= static_cast<double>(k);
  auto above_line = [&](double scale) { return MeanOf(qini, scale) - qini[n] / scale / 2; };
  return {MeanOf(lift, std::abs(lift[n])), MeanOf(lift, 1), above_line(std::abs(qini[n])),
          above_line(1), false};
}

}  // namespace winback::stats
