#include "test/results.h"

#include <iostream>
#include <limits>
#include <span>

#include "core/allocation/column_source.h"
#include "core/allocation/limits/several_limits.h"
#include "core/bayes/beta_draws.h"
#include "core/bayes/beta_posterior.h"
#include "core/forest/compiled_forest.h"
#include "core/forest/model/model_text.h"
#include "core/forest/probe_rows.h"
#include "core/importance/permutation.h"
#include "core/logistic/logistic.h"
#include "core/moments/moments.h"
#include "core/random/philox.h"
#include "core/ranking/auc.h"
#include "core/ranking/isotonic.h"
#include "core/resampling/bootstrap.h"
#include "core/resampling/splits.h"
#include "core/sequential/boundaries.h"
#include "core/shap/shap.h"
#include "test/core/forest_samples.h"
#include "test/training_samples.h"

namespace winback::test {
namespace {

// FNV-1a.
class Digest {
 public:
  explicit Digest(std::string name) : name_(std::move(name)) {}
  Digest(Digest const&) = delete;
  Digest& operator=(Digest const&) = delete;
  ~Digest() { std::cout << name_ << ' ' << std::hex << hash_ << std::dec << '\n'; }

  template <class T>
  void Add(std::span<T const> values) {
    for (T value : values) {
      // What no number is has another sign on ARM than on x86.
      if (value != value) value = std::numeric_limits<T>::quiet_NaN();
      auto const bytes = std::as_bytes(std::span(&value, 1));
      for (std::byte const byte : bytes) {
        hash_ = (hash_ ^ static_cast<uint64_t>(byte)) * 0x100000001b3;
      }
    }
  }
  template <class T>
  void Add(std::vector<T> const& values) {
    Add(std::span<T const>(values));
  }
  template <class... Numbers>
  void AddNumbers(Numbers... numbers) {
    double const all[] = {static_cast<double>(numbers)...};
    Add(std::span<double const>(all));
  }

 private:
  std::string name_;
  uint64_t hash_ = 0xcbf29ce484222325;
};

void Forests(TrainingSample const& sample, char const* objective, char const* parameters) {
  std::string const text = sample.Model(objective, parameters);
  std::string const name = std::string(objective) + " " + parameters;
  // What follows the trees names the machine's settings.
  size_t const end = text.find("end of trees");
  Digest(name + ": trees trained").Add(std::span(text.data(), end));
  forest::CompiledForest const compiled(forest::ParseModelText(text));
  Table const& table = sample.Features();
  std::vector<double> scores(static_cast<size_t>(table.rows * compiled.Trees().classes));
  for (bool const raw : {true, false}) {
    forest::ScoreOptions options;
    options.raw = raw;
    options.threads = 2;
    compiled.Score(table, options, scores);
    Digest((name + (raw ? ": raw scores" : ": scores"))).Add(scores);
  }
}

// Of every kind. Linear leaves are drawn since Eigen's solvers, with which LightGBM trains them,
// round differently on ARM.
void DrawnForests() {
  for (uint64_t seed = 0; seed < 6; ++seed) {
    SampleOptions options;
    options.linear = seed % 2 == 1;
    options.chain = seed == 2;
    options.average = seed == 4;
    options.leaves = seed == 5 ? 400 : 60;
    forest::CompiledForest const compiled(RandomForest(seed, options));
    auto const rows = forest::ProbeRows(compiled.Trees(), 500, seed);
    std::vector<double> scores(500);
    auto const features = static_cast<size_t>(compiled.Trees().Features());
    for (size_t i = 0; i < scores.size(); ++i) {
      compiled.ScoreRow(&rows[i * features], true, &scores[i]);
    }
    Digest("drawn forest " + std::to_string(seed)).Add(scores);
  }
}

void Explanations(TrainingSample const& sample) {
  forest::CompiledForest const compiled(forest::ParseModelText(sample.Model("binary", "")));
  Table const& table = sample.Features();
  shap::Explainer const explainer(compiled.Trees(), {0, 40});
  std::vector<double> out(static_cast<size_t>(table.rows * explainer.Width()));
  explainer.Explain(table, 2, nullptr, out);
  Digest("Tree SHAP").Add(out);
  importance::Plan plan;
  plan.groups = {{0}, {3}, {1, 5}};
  plan.repeats = 3;
  auto const found =
      importance::PermutationImportance(compiled, table, sample.Binary(), plan, nullptr);
  Digest("permutation importance").Add(found.permuted);
}

void Betas() {
  Digest simulated("Beta simulation");
  Digest exact("Beta posterior");
  for (auto const& [a, b] : {std::pair(stats::BetaShape{21, 181}, stats::BetaShape{33, 175}),
                             std::pair(stats::BetaShape{0.5, 4}, stats::BetaShape{1, 1}),
                             std::pair(stats::BetaShape{5e6, 7e6}, stats::BetaShape{4e6, 6e6})}) {
    auto const s = stats::SimulateBetas(a, b, 0.95, 200001, 3, 2);
    simulated.AddNumbers(s.probability.value, s.loss_a.value, s.loss_b.error, s.mean_a.value,
                         s.mean_b.error, s.low.value, s.high.value);
    auto const c = stats::CompareBetas(a, b, 0.95);
    exact.AddNumbers(c.probability, c.loss_a, c.loss_b, c.difference.low, c.lift.high);
  }
}

void Samples(TrainingSample const& sample) {
  std::vector<Column> const& columns = sample.Features().columns;
  Digest moments("moments");
  auto const all = stats::ColumnMoments({columns[0], columns[1], columns[3]}, columns[5], 0, 2);
  for (auto const& group : all.groups) {
    moments.Add(group.means);
    moments.Add(group.comoments);
  }
  for (auto const statistic :
       {stats::BootstrapStatistic::kMean, stats::BootstrapStatistic::kQuantile}) {
    for (auto const scheme :
         {stats::BootstrapScheme::kPoisson, stats::BootstrapScheme::kMultinomial}) {
      Digest bootstrap("bootstrap");
      auto const groups =
          stats::Bootstrap(columns[3], {}, {}, 1, {statistic, scheme, 0.3, 200, 5, 2});
      bootstrap.Add(groups.front().replicates);
    }
  }
  Digest("random halves").Add(experiment::RandomHalves(columns[3], {5, 0, 200, 2}, nullptr).halves);
}

void Ranking(TrainingSample const& sample) {
  auto const& scores = sample.Numeric(3);
  auto const& other = sample.Numeric(4);
  auto const& labels = sample.Binary();
  auto const split = stats::SplitAndSort(scores, labels);
  auto const auc = stats::DeLong(split, 0.9);
  auto const pair = stats::CompareAuc(scores, other, labels, 0.9);
  Digest("AUC and DeLong")
      .AddNumbers(auc.auc, auc.standard_error, auc.low, auc.high, pair.standard_error, pair.z,
                  pair.low, stats::AveragePrecision(split), stats::ClassSeparation(split));
  std::vector<double> const y(labels.begin(), labels.end());
  auto const fit = stats::FitIsotonic(scores, y, {}, true);
  Digest("isotonic regression").Add(fit.y);
}

void Fits(TrainingSample const& sample) {
  std::vector<int> const categories{0, 0, 0, 0, 0, 40};
  std::vector<double> const label(sample.Binary().begin(), sample.Binary().end());
  auto const model = logistic::Fit(sample.Features(), categories, label, {}, nullptr);
  Digest("logistic regression").Add(model.coefficients);
  std::vector<double> chances(label.size());
  logistic::Predict(model, sample.Features(), 2, nullptr, chances);
  Digest("logistic scores").Add(chances);
}

void Boundaries() {
  std::vector<double> const information{0.2, 0.5, 0.8, 1};
  std::vector<double> const spent{0.001, 0.01, 0.03, 0.05};
  Digest("spending boundary").Add(sequential::SpendingBoundary(information, spent, true));
  Digest("classic boundary").Add(sequential::ClassicBoundary(information, 0, 0.025, false));
}

void Plans() {
  constexpr int64_t kUsers = 20000;
  Philox const random(3, 1);
  std::vector<double> values[6];  // gain and cost of three actions
  Table table;
  table.rows = kUsers;
  table.chunk_lengths = {kUsers};
  allocation::Terms terms;
  for (size_t k = 0; k < 6; ++k) {
    for (uint64_t i = 0; i < kUsers; ++i) {
      values[k].push_back(random.Uniform(6 * i + k) * (k % 2 == 0 ? 30 : 9));
    }
    ColumnChunk const chunk{ColumnType::kFloat64, values[k].data(), nullptr, 0, kUsers};
    table.columns.push_back({"c", false, {chunk}});
  }
  for (int j = 0; j < 3; ++j) {
    allocation::ActionTerms action;
    action.response = {0};
    action.gain_column = 2 * j;
    action.cost_column = 2 * j + 1;
    terms.actions.push_back(action);
  }
  allocation::ColumnSource const source(table, {}, terms, {});
  auto const plan = allocation::PlanForBudget(source, 2000000, {});
  Digest("plan for a budget").Add(plan.action);
  allocation::Limit budget;
  budget.amount = 2000000;
  allocation::Limit contacts;
  contacts.spend = false;
  contacts.amount = 5000;
  Digest("plan for limits").Add(allocation::PlanForLimits(source, {budget, contacts}, {}).action);
}

}  // namespace

void PrintResults() {
  TrainingSample const sample(8, 5000);
  Forests(sample, "binary", "");
  Forests(sample, "cross_entropy_lambda", "");
  Forests(sample, "multiclass", "");
  Forests(sample, "regression", "use_missing=false");
  Forests(sample, "poisson", "num_leaves=100");
  DrawnForests();
  Explanations(sample);
  Betas();
  Samples(sample);
  Ranking(sample);
  Fits(sample);
  Boundaries();
  Plans();
}

}  // namespace winback::test
