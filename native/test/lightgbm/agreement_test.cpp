// The forest scorer against LightGBM's own predictor on this CPU: every instruction set, batches
// and single rows. The TypeScript tests do more of it, where Node runs.
#include <cstring>

#include "core/forest/compiled_forest.h"
#include "core/forest/model/model_text.h"
#include "lightgbm/booster.h"
#include "test/check.h"
#include "test/support.h"
#include "test/training_samples.h"

using namespace winback;

namespace {

bool Same(std::vector<double> const& a, std::vector<double> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

void CheckAgreement(test::TrainingSample const& sample, std::string const& text) {
  lightgbm::Booster const booster(text);
  forest::CompiledForest const compiled(forest::ParseModelText(text));
  Table const& table = sample.Features();
  for (bool const raw : {true, false}) {
    auto const output = raw ? lightgbm::Output::kRaw : lightgbm::Output::kProbability;
    std::vector<double> theirs(static_cast<size_t>(booster.OutputSize(table.rows, output)));
    booster.Predict(table, output, 1, theirs);
    forest::ScoreOptions options;
    options.raw = raw;
    std::vector<double> ours(theirs.size());
    compiled.Score(table, options, ours);
    CHECK(Same(ours, theirs));
    std::vector<double> row(table.columns.size());
    auto const classes = static_cast<size_t>(booster.classes());
    for (int64_t i = 0; i < 100; ++i) {
      for (size_t f = 0; f < row.size(); ++f) row[f] = ValueAt(table.columns[f].chunks[0], i);
      compiled.ScoreRow(row.data(), raw, &ours[static_cast<size_t>(i) * classes]);
    }
    CHECK(Same(ours, theirs));
  }
}

}  // namespace

TEST("scores are the bits of LightGBM's own predictor on every instruction set") {
  test::TrainingSample const sample(5, 2500);
  std::vector<std::pair<char const*, char const*>> const kinds{
      {"binary", ""},
      {"binary", "zero_as_missing=true num_leaves=100"},
      {"binary", "boosting=rf bagging_freq=1 bagging_fraction=0.7"},
      {"cross_entropy_lambda", ""},
      {"multiclass", ""},
      {"regression", "linear_tree=true"},
      {"regression", "use_missing=false num_leaves=300"},
      {"poisson", ""}};
  for (auto const& [objective, parameters] : kinds) {
    std::string const text = sample.Model(objective, parameters);
    test::EveryIsa([&] { CheckAgreement(sample, text); });
  }
}
