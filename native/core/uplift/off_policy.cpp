#include "core/uplift/off_policy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/uplift/block_moments.h"
#include "core/uplift/lane_sum.h"

namespace winback::stats {
namespace {

using Buffer = std::array<double, kLogBlock>;

template <class Rule>
void Weigh(LogBlock const& block, Buffer& out, Rule rule) {
  for (size_t i = 0; i < block.rows; ++i) out[i] = rule(block.weight[i]);
}

void Reweigh(LogBlock const& block, OffPolicyEstimator const& estimator, Buffer& out) {
  double const p = estimator.parameter;
  switch (estimator.rule) {
    case WeightRule::kPlain:
      return Weigh(block, out, [](double w) { return w; });
    case WeightRule::kClip:
      return Weigh(block, out, [p](double w) { return std::min(w, p); });
    case WeightRule::kSwitch:
      return Weigh(block, out, [p](double w) { return w <= p ? w : 0.0; });
    case WeightRule::kShrink:
      return Weigh(block, out, [p](double w) { return p * w / (w * w + p); });
    case WeightRule::kSubGaussian:
      return Weigh(block, out, [p](double w) { return w / (1 - p + p * w); });
    case WeightRule::kNone:
      return Weigh(block, out, [](double) { return 0.0; });
  }
}

// Terms of estimators that are plain means.
void Terms(LogBlock const& block, OffPolicyEstimator const& estimator, Buffer& out) {
  Reweigh(block, estimator, out);
  if (estimator.uses_model) {
    for (size_t i = 0; i < block.rows; ++i) {
      out[i] = block.direct[i] + out[i] * block.residual[i];
    }
  } else {
    for (size_t i = 0; i < block.rows; ++i) out[i] *= block.reward[i];
  }
}

// Direct value, weighted reward or residual, and weight of every row: what self-normalised
// estimators are made of. Outcomes are taken from about where they lie, so that covariances of
// large numbers do not cancel.
class RatioMoments {
 public:
  explicit RatioMoments(bool uses_model) : uses_model_(uses_model) {}

  void Add(LogBlock const& block) {
    auto const& direct = block.direct;
    auto const& outcome = uses_model_ ? block.residual : block.reward;
    if (block.first_row == 0) shift_ = outcome[0];
    for (size_t i = 0; i < block.rows; ++i) {
      product_[i] = block.weight[i] * (outcome[i] - shift_);
    }
    moments_.Add({direct.data(), product_.data(), block.weight.data()}, block.rows);
  }

  double MeanWeight() const { return moments_.Mean(2); }
  double Ratio() const { return shift_ + ShiftedRatio(); }
  double Value() const { return (uses_model_ ? moments_.Mean(0) : 0) + Ratio(); }

  OffPolicyValue Estimate() const {
    double const w = MeanWeight();
    std::array<double, 3> const slope{uses_model_ ? 1.0 : 0.0, 1 / w, -ShiftedRatio() / w};
    return {Value(), moments_.ErrorOf(slope)};
  }

 private:
  double ShiftedRatio() const { return moments_.Mean(1) / moments_.Mean(2); }

  bool uses_model_;
  double shift_ = 0;
  Buffer product_;
  BlockMoments<3> moments_;
};

class SupportCount {
 public:
  SupportCount(double clip, size_t shown) : clip_(clip), shown_(shown) {
    support_.smallest_reward = std::numeric_limits<double>::infinity();
    support_.largest_reward = -std::numeric_limits<double>::infinity();
  }

  void Add(LogBlock const& block) {
    auto const& weight = block.weight;
    sum_ += LaneSum(block.rows, [&](size_t i) { return weight[i]; });
    squares_ += LaneSum(block.rows, [&](size_t i) { return weight[i] * weight[i]; });
    support_.clipped_excess +=
        LaneSum(block.rows, [&](size_t i) { return std::max(weight[i] - clip_, 0.0); });
    for (size_t i = 0; i < block.rows; ++i) {
      double const w = weight[i];
      support_.clipped += w > clip_;
      support_.largest_weight = std::max(support_.largest_weight, w);
      support_.smallest_reward = std::min(support_.smallest_reward, block.reward[i]);
      support_.largest_reward = std::max(support_.largest_reward, block.reward[i]);
    }
    support_.rows += block.rows;
    AddUnsupported(block);
  }

  LogSupport Result() {
    auto const n = static_cast<double>(support_.rows);
    support_.mean_weight = sum_ / n;
    support_.effective_rows = squares_ > 0 ? sum_ * sum_ / squares_ : 0;
    support_.clipped_excess /= n;
    support_.unsupported_share /= n;
    return std::move(support_);
  }

 private:
  void AddUnsupported(LogBlock const& block) {
    double const sum = LaneSum(block.rows, [&](size_t i) { return block.unsupported[i]; });
    if (sum == 0) return;
    support_.unsupported_share += sum;
    for (size_t i = 0; i < block.rows; ++i) {
      if (block.unsupported[i] == 0) continue;
      ++support_.unsupported;
      if (support_.unsupported_rows.size() < shown_) {
        support_.unsupported_rows.push_back(static_cast<double>(block.first_row + i));
      }
    }
  }

  double clip_;
  size_t shown_;
  double sum_ = 0;
  double squares_ = 0;
  LogSupport support_{};
};

void CheckEstimator(OffPolicyEstimator const& estimator, LogReader const& reader) {
  Require(!estimator.uses_model || reader.has_model(),
          "this estimator needs what a model expects of every action");
  Require(!estimator.self_normalised || estimator.rule == WeightRule::kPlain,
          "a self-normalised estimator takes its weights as they are");
}

}  // namespace

OffPolicyResult EvaluatePolicy(PolicyLog const& log, std::span<OffPolicyEstimator const> estimators,
                               double clip, size_t shown_rows) {
  LogReader const reader(log);
  for (auto const& estimator : estimators) CheckEstimator(estimator, reader);
  std::vector<BlockMoments<1>> means(estimators.size());
  RatioMoments rewards(false);
  RatioMoments residuals(true);
  auto normalises = [&](bool uses_model) {
    return std::any_of(estimators.begin(), estimators.end(), [&](auto const& estimator) {
      return estimator.self_normalised && estimator.uses_model == uses_model;
    });
  };
  bool const wants_rewards = normalises(false);
  bool const wants_residuals = normalises(true);
  SupportCount support(clip, shown_rows);
  Buffer terms;
  reader.ForEachBlock([&](LogBlock const& block) {
    support.Add(block);
    if (wants_rewards) rewards.Add(block);
    if (wants_residuals) residuals.Add(block);
    for (size_t e = 0; e < estimators.size(); ++e) {
      if (estimators[e].self_normalised) continue;
      Terms(block, estimators[e], terms);
      means[e].Add({terms.data()}, block.rows);
    }
  });
  OffPolicyResult result;
  for (size_t e = 0; e < estimators.size(); ++e) {
    auto const& ratio = estimators[e].uses_model ? residuals : rewards;
    result.values.push_back(estimators[e].self_normalised
                                ? ratio.Estimate()
                                : OffPolicyValue{means[e].Mean(0), means[e].ErrorOf({1})});
  }
  result.support = support.Result();
  return result;
}

std::vector<double> PolicyTerms(PolicyLog const& log, OffPolicyEstimator const& estimator) {
  LogReader const reader(log);
  CheckEstimator(estimator, reader);
  std::vector<double> out(reader.rows());
  RatioMoments ratio(estimator.uses_model);
  Buffer terms;
  reader.ForEachBlock([&](LogBlock const& block) {
    if (estimator.self_normalised) return ratio.Add(block);
    Terms(block, estimator, terms);
    std::copy_n(terms.begin(), block.rows,
                out.begin() + static_cast<std::ptrdiff_t>(block.first_row));
  });
  if (!estimator.self_normalised) return out;
  double const mean = ratio.MeanWeight();
  double const rate = ratio.Ratio();
  reader.ForEachBlock([&](LogBlock const& block) {
    for (size_t i = 0; i < block.rows; ++i) {
      double const outcome = estimator.uses_model ? block.residual[i] : block.reward[i];
      double const base = estimator.uses_model ? block.direct[i] : 0;
      out[block.first_row + i] = base + rate + block.weight[i] * (outcome - rate) / mean;
    }
  });
  return out;
}

}  // namespace winback::stats
