// The value of a policy from a log of another one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/uplift/policy_log.h"

namespace winback::stats {

// What takes the place of the weight w of a row.
enum class WeightRule {
  kPlain,        // w
  kClip,         // min(w, parameter)
  kSwitch,       // w where w <= parameter, else 0
  kShrink,       // parameter w / (w^2 + parameter)
  kSubGaussian,  // w / (1 - parameter + parameter w)
  kNone,         // 0
};

struct OffPolicyEstimator {
  WeightRule rule = WeightRule::kPlain;
  double parameter = 0;
  bool uses_model = false;       // starts from what the model expects, and weights its residuals
  bool self_normalised = false;  // divides by the mean weight; with kPlain only
};

struct OffPolicyValue {
  double value;
  double standard_error;  // NaN for one row
};

// How far the log can speak about the policy.
struct LogSupport {
  size_t rows;
  double effective_rows;  // (sum of weights)^2 / sum of their squares
  double largest_weight;
  double mean_weight;     // 1 in expectation
  size_t clipped;         // rows with a weight above `clip`
  double clipped_excess;  // mean of max(weight - clip, 0)
  double smallest_reward;
  double largest_reward;
  size_t unsupported;                    // rows where the policy may take what the log never does
  double unsupported_share;              // mean probability of such actions
  std::vector<double> unsupported_rows;  // the first of them, counted from 0
};

struct OffPolicyResult {
  std::vector<OffPolicyValue> values;  // one an estimator
  LogSupport support;
};

OffPolicyResult EvaluatePolicy(PolicyLog const& log, std::span<OffPolicyEstimator const> estimators,
                               double clip, size_t shown_rows);

// One term a row: their mean is the estimator's value, and the standard deviation of the mean its
// standard error (of a self-normalised estimator, to first order).
std::vector<double> PolicyTerms(PolicyLog const& log, OffPolicyEstimator const& estimator);

}  // namespace winback::stats
