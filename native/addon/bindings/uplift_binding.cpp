// Rankings of users by a treatment's effect, and values of policies from logs: native/core/uplift.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/base/values.h"
#include "core/uplift/gains.h"
#include "core/uplift/off_policy.h"
#include "core/uplift/package_metrics.h"
#include "core/uplift/ranked_rows.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;
using stats::Estimate;

// Scores without NaN, arms 0 or 1, finite outcomes.
struct TrialRows {
  std::vector<double> scores;
  std::vector<uint8_t> treated;
  std::vector<double> outcomes;
};

TrialRows ReadTrial(Column const& scores, Column const& treated, Column const& outcomes) {
  stats::RequireSameRows(scores, treated);
  stats::RequireSameRows(scores, outcomes);
  return {stats::PresentValues(scores, true), stats::BinaryLabels(treated),
          stats::PresentValues(outcomes)};
}

std::vector<double> SharesOf(Napi::Value value) {
  auto const shares = Float64Of(value, "shares");
  return {shares.begin(), shares.end()};
}

size_t PointsOf(Napi::Value value) {
  return static_cast<size_t>(IntegerOf(value, "points", 1, 1 << 20));
}

Napi::Object EstimateObject(Napi::Env env, Estimate const& estimate) {
  return NumbersObject(env,
                       {{"value", estimate.value}, {"standardError", estimate.standard_error}});
}

Napi::Array EstimateList(Napi::Env env, std::vector<Estimate> const& estimates) {
  auto list = Napi::Array::New(env, estimates.size());
  for (uint32_t i = 0; i < estimates.size(); ++i) list.Set(i, EstimateObject(env, estimates[i]));
  return list;
}

Napi::Array CurveList(Napi::Env env, std::vector<stats::GainPoint> const& curve) {
  auto list = Napi::Array::New(env, curve.size());
  for (uint32_t i = 0; i < curve.size(); ++i) {
    list.Set(i, NumbersObject(env, {{"threshold", curve[i].threshold},
                                    {"share", curve[i].share},
                                    {"gain", curve[i].gain},
                                    {"standardError", curve[i].standard_error}}));
  }
  return list;
}

struct TrialMetrics {
  stats::UpliftAreas areas;
  std::vector<Estimate> at;
  std::vector<stats::GainPoint> curve;
};

// (scores, treated, outcomes, shares, points)
Napi::Value MetricsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), treated = ColumnOf(info[1], pins),
                 outcomes = ColumnOf(info[2], pins), shares = SharesOf(info[3]),
                 points = PointsOf(info[4])] {
      auto const rows = ReadTrial(scores, treated, outcomes);
      auto const ranking = stats::RankRows(rows.scores, rows.treated, rows.outcomes);
      TrialMetrics metrics{stats::AreasOf(ranking), {}, stats::CurveOf(ranking, points)};
      for (double const share : shares) metrics.at.push_back(stats::UpliftAt(ranking, share));
      return metrics;
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, TrialMetrics const& m) -> Napi::Value {
                      auto object =
                          NumbersObject(env, {{"treated", static_cast<double>(m.areas.treated)},
                                              {"untreated", static_cast<double>(m.areas.control)},
                                              {"qiniEnd", m.areas.qini_end}});
                      object.Set("effect", EstimateObject(env, m.areas.effect));
                      object.Set("area", EstimateObject(env, m.areas.area));
                      object.Set("aboveRandom", EstimateObject(env, m.areas.above_random));
                      object.Set("qini", EstimateObject(env, m.areas.qini));
                      object.Set("at", EstimateList(env, m.at));
                      object.Set("curve", CurveList(env, m.curve));
                      return object;
                    });
  });
}

// (scores, effects, points)
Napi::Value EffectMetricsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), effects = ColumnOf(info[1], pins),
                 points = PointsOf(info[2])] {
      stats::RequireSameRows(scores, effects);
      return stats::EffectAreasOf(stats::PresentValues(scores, true), stats::PresentValues(effects),
                                  points);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::EffectAreas const& m) -> Napi::Value {
                      auto object = Napi::Object::New(env);
                      object.Set("effect", EstimateObject(env, m.effect));
                      object.Set("area", EstimateObject(env, m.area));
                      object.Set("aboveRandom", EstimateObject(env, m.above_random));
                      object.Set("curve", CurveList(env, m.curve));
                      return object;
                    });
  });
}

struct PackageMetrics {
  stats::CausalmlMetrics causalml;
  stats::ScikitUpliftMetrics scikit;
  std::vector<double> overall;
  std::vector<double> by_group;
};

// (scores, treated, outcomes, shares, bins)
Napi::Value PackageMetricsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), treated = ColumnOf(info[1], pins),
                 outcomes = ColumnOf(info[2], pins), shares = SharesOf(info[3]),
                 bins = static_cast<size_t>(IntegerOf(info[4], "bins", 1, 1 << 20))] {
      auto const rows = ReadTrial(scores, treated, outcomes);
      PackageMetrics metrics{
          stats::CausalmlMetricsOf(rows.scores, rows.treated, rows.outcomes),
          stats::ScikitUpliftMetricsOf(rows.scores, rows.treated, rows.outcomes, bins),
          {},
          {}};
      for (double const share : shares) {
        auto const at = stats::ScikitUpliftAtOf(rows.scores, rows.treated, rows.outcomes, share);
        metrics.overall.push_back(at.overall);
        metrics.by_group.push_back(at.by_group);
      }
      return metrics;
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, PackageMetrics const& m) -> Napi::Value {
                      auto object = NumbersObject(
                          env,
                          {{"auuc", m.causalml.auuc},
                           {"auucRaw", m.causalml.auuc_raw},
                           {"qini", m.causalml.qini},
                           {"qiniRaw", m.causalml.qini_raw},
                           {"upliftAuc", m.scikit.uplift_auc},
                           {"qiniAuc", m.scikit.qini_auc},
                           {"qiniAucWithoutNegative", m.scikit.qini_auc_without_negative_effect},
                           {"weightedAverage", m.scikit.weighted_average_uplift}});
                      object.Set("scoresTied", m.causalml.scores_tied);
                      object.Set("outcomesBinary", m.scikit.outcomes_binary);
                      object.Set("overall", ToFloat64(env, m.overall));
                      object.Set("byGroup", ToFloat64(env, m.by_group));
                      return object;
                    });
  });
}

std::vector<Column> ColumnsOf(Napi::Value value, char const* name, Pins& pins) {
  auto const list = ArrayOf(value, name);
  std::vector<Column> columns;
  for (uint32_t i = 0; i < list.Length(); ++i) columns.push_back(ColumnOf(list.Get(i), pins));
  return columns;
}

stats::PolicyLog LogOf(Napi::Value value, Pins& pins) {
  auto const log = ObjectOf(value, "log");
  return {ColumnOf(log.Get("action"), pins), ColumnOf(log.Get("reward"), pins),
          ColumnsOf(log.Get("logging"), "logging", pins),
          ColumnsOf(log.Get("target"), "target", pins),
          ColumnsOf(log.Get("expected"), "expected", pins)};
}

stats::WeightRule RuleOf(std::string const& name) {
  if (name == "plain") return stats::WeightRule::kPlain;
  if (name == "clip") return stats::WeightRule::kClip;
  if (name == "switch") return stats::WeightRule::kSwitch;
  if (name == "shrink") return stats::WeightRule::kShrink;
  if (name == "subGaussian") return stats::WeightRule::kSubGaussian;
  Require(name == "none", "rule must be a rule of weights");
  return stats::WeightRule::kNone;
}

stats::OffPolicyEstimator EstimatorOf(Napi::Value value) {
  auto const estimator = ObjectOf(value, "estimator");
  return {RuleOf(StringOf(estimator.Get("rule"), "rule")),
          NumberOf(estimator.Get("parameter"), "parameter"),
          BooleanOf(estimator.Get("usesModel"), "usesModel"),
          BooleanOf(estimator.Get("selfNormalised"), "selfNormalised")};
}

std::vector<stats::OffPolicyEstimator> EstimatorsOf(Napi::Value value) {
  auto const list = ArrayOf(value, "estimators");
  std::vector<stats::OffPolicyEstimator> estimators;
  for (uint32_t i = 0; i < list.Length(); ++i) estimators.push_back(EstimatorOf(list.Get(i)));
  return estimators;
}

Napi::Object SupportObject(Napi::Env env, stats::LogSupport const& support) {
  auto object = NumbersObject(env, {{"rows", static_cast<double>(support.rows)},
                                    {"effectiveRows", support.effective_rows},
                                    {"largestWeight", support.largest_weight},
                                    {"meanWeight", support.mean_weight},
                                    {"clipped", static_cast<double>(support.clipped)},
                                    {"clippedExcess", support.clipped_excess},
                                    {"smallestReward", support.smallest_reward},
                                    {"largestReward", support.largest_reward},
                                    {"unsupported", static_cast<double>(support.unsupported)},
                                    {"unsupportedShare", support.unsupported_share}});
  object.Set("unsupportedRows", ToFloat64(env, support.unsupported_rows));
  return object;
}

// (log, estimators, clip, rows without support that are named, stop | null)
Napi::Value EvaluateOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [log = LogOf(info[0], pins), estimators = EstimatorsOf(info[1]),
                 clip = NumberOf(info[2], "clip"),
                 shown = static_cast<size_t>(IntegerOf(info[3], "shown", 0, 1 << 20))] {
      return stats::EvaluatePolicy(log, estimators, clip, shown);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    [](Napi::Env env, stats::OffPolicyResult const& result) -> Napi::Value {
                      std::vector<Estimate> values;
                      for (auto const& [value, error] : result.values) {
                        values.push_back({value, error});
                      }
                      auto object = Napi::Object::New(env);
                      object.Set("values", EstimateList(env, values));
                      object.Set("support", SupportObject(env, result.support));
                      return object;
                    });
  });
}

// (log, estimator)
Napi::Value TermsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [log = LogOf(info[0], pins), estimator = EstimatorOf(info[1])] {
      return stats::PolicyTerms(log, estimator);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, std::vector<double> const& terms) -> Napi::Value {
                      return ToFloat64(env, terms);
                    });
  });
}

}  // namespace

void RegisterUplift(Napi::Env env, Napi::Object exports) {
  exports.Set("upliftMetrics", Napi::Function::New(env, MetricsOf));
  exports.Set("upliftEffectMetrics", Napi::Function::New(env, EffectMetricsOf));
  exports.Set("upliftPackageMetrics", Napi::Function::New(env, PackageMetricsOf));
  exports.Set("upliftEvaluate", Napi::Function::New(env, EvaluateOf));
  exports.Set("upliftTerms", Napi::Function::New(env, TermsOf));
}

}  // namespace winback::addon
