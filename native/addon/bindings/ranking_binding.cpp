// Metrics of scores and shapes of samples: native/core/ranking.
#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/result_values.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/base/values.h"
#include "core/ranking/auc.h"
#include "core/ranking/histogram.h"
#include "core/ranking/isotonic.h"
#include "core/ranking/ks.h"
#include "core/ranking/weighted.h"

namespace winback::addon {
namespace {

using Info = Napi::CallbackInfo const&;

// What rank metrics read: scores without NaN, labels 0 or 1.
struct Scored {
  std::vector<double> scores;
  std::vector<uint8_t> labels;
};
Scored ReadScored(Column const& scores, Column const& labels) {
  stats::RequireSameRows(scores, labels);
  return {stats::PresentValues(scores, true), stats::BinaryLabels(labels)};
}

struct RankMetrics {
  stats::AucEstimate auc;
  double average_precision = 0;
  double separation = 0;
  size_t positives = 0;
  size_t negatives = 0;
};

// (scores, labels, level, threads)
Napi::Value RankMetricsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), labels = ColumnOf(info[1], pins),
                 level = NumberOf(info[2], "level"), threads = ThreadsOf(info[3])] {
      auto const read = ReadScored(scores, labels);
      auto const split = stats::SplitAndSort(read.scores, read.labels, threads);
      RankMetrics metrics;
      metrics.auc = stats::DeLong(split, level);
      metrics.average_precision = stats::AveragePrecision(split);
      metrics.separation = stats::ClassSeparation(split);
      metrics.positives = split.positive.size();
      metrics.negatives = split.negative.size();
      return metrics;
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, RankMetrics const& m) -> Napi::Value {
                      return NumbersObject(env, {{"positives", static_cast<double>(m.positives)},
                                                 {"negatives", static_cast<double>(m.negatives)},
                                                 {"auc", m.auc.auc},
                                                 {"standardError", m.auc.standard_error},
                                                 {"low", m.auc.low},
                                                 {"high", m.auc.high},
                                                 {"averagePrecision", m.average_precision},
                                                 {"ks", m.separation}});
                    });
  });
}

// (first, second, labels, level, threads)
Napi::Value CompareAucOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [first = ColumnOf(info[0], pins), second = ColumnOf(info[1], pins),
                 labels = ColumnOf(info[2], pins), level = NumberOf(info[3], "level"),
                 threads = ThreadsOf(info[4])] {
      stats::RequireSameRows(second, labels);
      auto const read = ReadScored(first, labels);
      return stats::CompareAuc(read.scores, stats::PresentValues(second, true), read.labels, level,
                               threads);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::AucDifference const& d) -> Napi::Value {
                      return NumbersObject(env, {{"first", d.first},
                                                 {"second", d.second},
                                                 {"difference", d.difference},
                                                 {"standardError", d.standard_error},
                                                 {"z", d.z},
                                                 {"p", d.p},
                                                 {"low", d.low},
                                                 {"high", d.high}});
                    });
  });
}

// (scores, labels, threads)
Napi::Value ThresholdCountsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), labels = ColumnOf(info[1], pins),
                 threads = ThreadsOf(info[2])] {
      auto const read = ReadScored(scores, labels);
      return stats::CountsByThreshold(stats::SplitAndSort(read.scores, read.labels, threads));
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::ThresholdCounts const& counts) -> Napi::Value {
                      auto object = Napi::Object::New(env);
                      object.Set("thresholds", ToFloat64(env, counts.threshold));
                      object.Set("truePositives", ToFloat64(env, counts.true_positives));
                      object.Set("falsePositives", ToFloat64(env, counts.false_positives));
                      return object;
                    });
  });
}

// (scores, weights in class 1, weights in class 0)
Napi::Value RankWeightedOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), positive = ColumnOf(info[1], pins),
                 negative = ColumnOf(info[2], pins)] {
      stats::RequireSameRows(scores, positive);
      stats::RequireSameRows(scores, negative);
      return stats::RankWeighted(stats::PresentValues(scores, true), stats::PresentValues(positive),
                                 stats::PresentValues(negative));
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::WeightedRanking const& ranking) -> Napi::Value {
                      auto object = Napi::Object::New(env);
                      object.Set("thresholds", ToFloat64(env, ranking.threshold));
                      object.Set("truePositives", ToFloat64(env, ranking.positive));
                      object.Set("falsePositives", ToFloat64(env, ranking.negative));
                      object.Set("below", ToFloat64(env, ranking.below));
                      object.Set("above", ToFloat64(env, ranking.above));
                      return object;
                    });
  });
}

// (probabilities, labels)
Napi::Value ProbabilityMetricsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [scores = ColumnOf(info[0], pins), labels = ColumnOf(info[1], pins)] {
      auto const read = ReadScored(scores, labels);
      return stats::ScoreProbabilities(read.scores, read.labels);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::ProbabilityScores const& s) -> Napi::Value {
                      return NumbersObject(env, {{"logLoss", s.log_loss}, {"brier", s.brier}});
                    });
  });
}

// (x, y, weights | null, increasing)
Napi::Value FitIsotonicOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    bool const weighted = !info[2].IsNull();
    auto work = [x = ColumnOf(info[0], pins), y = ColumnOf(info[1], pins), weighted,
                 weights = weighted ? ColumnOf(info[2], pins) : Column{},
                 increasing = BooleanOf(info[3], "increasing")] {
      auto const weight_values = weighted ? stats::PresentValues(weights) : std::vector<double>{};
      return stats::FitIsotonic(stats::PresentValues(x), stats::PresentValues(y), weight_values,
                                increasing);
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::IsotonicFit const& fit) -> Napi::Value {
                      auto object = Napi::Object::New(env);
                      object.Set("x", ToFloat64(env, fit.x));
                      object.Set("y", ToFloat64(env, fit.y));
                      return object;
                    });
  });
}

// (first, second); missing values are left out and counted.
Napi::Value TwoSampleKsOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    auto work = [first = ColumnOf(info[0], pins), second = ColumnOf(info[1], pins)] {
      auto present = [](Column const& column) {
        auto values = stats::Values(column);
        std::erase_if(values, [](double value) { return std::isnan(value); });
        return values;
      };
      return stats::TwoSampleKs(present(first), present(second));
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::KsDistance const& d) -> Napi::Value {
                      return NumbersObject(env, {{"statistic", d.statistic},
                                                 {"location", d.location},
                                                 {"sign", static_cast<double>(d.sign)}});
                    });
  });
}

std::vector<double> EdgesFor(std::vector<double> const& values, std::string const& kind, int bins,
                             double low, double high) {
  if (kind == "quantile") return stats::QuantileEdges(values, bins);
  return stats::EqualWidthEdges(low, high, bins);
}

// (values, edges: Float64Array | null, kind, bins, low, high); low and high NaN = the data's own.
Napi::Value HistogramOf(Info info) {
  return Guarded(info, [&] {
    Pins pins;
    std::vector<double> edges;
    if (!info[1].IsNull()) {
      auto const given = Float64Of(info[1], "edges");
      edges.assign(given.begin(), given.end());
    }
    auto work = [column = ColumnOf(info[0], pins), edges, given_edges = !info[1].IsNull(),
                 kind = StringOf(info[2], "kind"),
                 bins = static_cast<int>(IntegerOf(info[3], "bins", 1, 1 << 20)),
                 low = NumberOf(info[4], "low"), high = NumberOf(info[5], "high")] {
      auto const values = stats::Values(column);
      if (given_edges) return stats::CountInBins(values, edges);
      auto const range = stats::RangeOf(values);
      return stats::CountInBins(values,
                                EdgesFor(values, kind, bins, std::isnan(low) ? range.low : low,
                                         std::isnan(high) ? range.high : high));
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, stats::Histogram const& h) -> Napi::Value {
                      auto object =
                          NumbersObject(env, {{"below", static_cast<double>(h.below)},
                                              {"above", static_cast<double>(h.above)},
                                              {"missing", static_cast<double>(h.missing)}});
                      object.Set("edges", ToFloat64(env, h.edges));
                      object.Set("counts", ToFloat64(env, h.counts));
                      return object;
                    });
  });
}

}  // namespace

void RegisterRanking(Napi::Env env, Napi::Object exports) {
  exports.Set("rankingMetrics", Napi::Function::New(env, RankMetricsOf));
  exports.Set("rankingCompareAuc", Napi::Function::New(env, CompareAucOf));
  exports.Set("rankingThresholdCounts", Napi::Function::New(env, ThresholdCountsOf));
  exports.Set("rankingWeighted", Napi::Function::New(env, RankWeightedOf));
  exports.Set("rankingProbabilityMetrics", Napi::Function::New(env, ProbabilityMetricsOf));
  exports.Set("rankingFitIsotonic", Napi::Function::New(env, FitIsotonicOf));
  exports.Set("rankingTwoSampleKs", Napi::Function::New(env, TwoSampleKsOf));
  exports.Set("rankingHistogram", Napi::Function::New(env, HistogramOf));
}

}  // namespace winback::addon
