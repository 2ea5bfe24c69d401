// The numbers that two Python packages give for the same rows, by their own definitions.
#pragma once

#include <cstdint>
#include <span>

namespace winback::stats {

// causalml 0.18: means over n + 1 points. It sorts rows of equal scores in no stated order, so its
// numbers are defined only where all scores differ; else `scores_tied` is true and these are NaN.
struct CausalmlMetrics {
  double auuc;
  double auuc_raw;
  double qini;
  double qini_raw;
  bool scores_tied;
};
CausalmlMetrics CausalmlMetricsOf(std::span<double const> scores, std::span<uint8_t const> treated,
                                  std::span<double const> outcomes);

// scikit-uplift 0.5.1: areas relative to a perfect order, defined for outcomes of 0 and 1 only; NaN
// for others, and where that package divides by zero.
struct ScikitUpliftMetrics {
  double uplift_auc;
  double qini_auc;
  double qini_auc_without_negative_effect;
  double weighted_average_uplift;
  bool outcomes_binary;
};
ScikitUpliftMetrics ScikitUpliftMetricsOf(std::span<double const> scores,
                                          std::span<uint8_t const> treated,
                                          std::span<double const> outcomes, size_t bins);

// scikit-uplift's uplift_at_k. Of equal scores the later row stands first, as there.
struct ScikitUpliftAt {
  double overall;
  double by_group;
};
ScikitUpliftAt ScikitUpliftAtOf(std::span<double const> scores, std::span<uint8_t const> treated,
                                std::span<double const> outcomes, double share);

}  // namespace winback::stats
