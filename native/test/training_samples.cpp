#include "test/training_samples.h"

#include <cmath>
#include <limits>

#include "core/random/philox.h"

namespace winback::test {
namespace {

constexpr size_t kNumeric = 5;
constexpr int32_t kCategories = 40;

double NumberOf(size_t feature, double uniform, double other) {
  if (feature < 2 && other < 0.1) return std::numeric_limits<double>::quiet_NaN();
  if (feature == 2 && other < 0.5) return 0;
  return feature == 4 ? std::floor(uniform * 30) : uniform * 8 - 3;
}

Column ColumnOf(std::string name, ColumnType type, void const* values, int64_t rows) {
  return {std::move(name), type == ColumnType::kInt32, {{type, values, nullptr, 0, rows}}};
}

}  // namespace

TrainingSample::TrainingSample(uint64_t seed, int64_t rows) : numeric_(kNumeric) {
  for (int64_t i = 0; i < rows; ++i) {
    Philox const random(seed, static_cast<uint64_t>(i));
    double effect = 0;
    for (size_t f = 0; f < kNumeric; ++f) {
      numeric_[f].push_back(NumberOf(f, random.Uniform(2 * f), random.Uniform(2 * f + 1)));
      double const value = numeric_[f].back();
      effect += std::isnan(value) ? 0.7 : f == 3 ? value * numeric_[0].back() : value / 4;
      if (std::isnan(effect)) effect = 1;
    }
    category_.push_back(static_cast<int32_t>(random.Uniform(20) * kCategories));
    effect += (category_.back() * 7 % 11) / 4.0 + 2 * random.Uniform(21) - 3;
    binary_.push_back(effect > 0 ? 1 : 0);
    labels_[0].push_back(binary_.back());
    labels_[1].push_back(effect > 1 ? 2 : effect > -1 ? 1 : 0);
    labels_[2].push_back(effect);
  }
  features_.rows = rows;
  features_.chunk_lengths = {rows};
  constexpr char const* kNames[kNumeric] = {"a", "b", "zeros", "d", "whole"};
  for (size_t f = 0; f < kNumeric; ++f) {
    features_.columns.push_back(
        ColumnOf(kNames[f], ColumnType::kFloat64, numeric_[f].data(), rows));
  }
  features_.columns.push_back(ColumnOf("c", ColumnType::kInt32, category_.data(), rows));
}

// Labels that the objective takes: shares, counts or any number.
Column TrainingSample::Label(std::string const& objective) const {
  bool const share = objective == "binary" || objective == "cross_entropy_lambda";
  bool const count = objective == "multiclass" || objective == "poisson";
  auto const& values = labels_[share ? 0 : count ? 1 : 2];
  return ColumnOf("label", ColumnType::kFloat64, values.data(), features_.rows);
}

std::string TrainingSample::Model(std::string const& objective,
                                  std::string const& parameters) const {
  bool const classes = objective == "multiclass";
  lightgbm::TrainingOptions options;
  options.label_rule = classes ? lightgbm::LabelRule::kClasses : lightgbm::LabelRule::kFinite;
  options.classes = classes ? 3 : 1;
  options.iterations = 40;
  options.parameters = "objective=" + objective;
  // LightGBM keeps the first of two values.
  for (std::string const& more :
       {parameters, std::string(classes ? "num_class=3" : ""),
        std::string("num_threads=1 seed=3 deterministic=true force_row_wise=true verbosity=-1"),
        std::string("num_leaves=15 min_data_in_leaf=5")}) {
    options.parameters += " ";
    options.parameters += more;
  }
  lightgbm::TrainingData const data{features_, Label(objective), {}, {}};
  auto const ignore = [](lightgbm::IterationReport const&) {};
  return lightgbm::Train(data, nullptr, options, ignore, nullptr).model;
}

}  // namespace winback::test
