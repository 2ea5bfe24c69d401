// RAII over LightGBM's Booster: training, prediction by LightGBM's own predictor, and the model
// text.
//
// LightGBM keeps its thread count in a process-wide variable that every call with parameters
// rewrites, while running loops size their buffers by it: two calls with different counts at once
// can write out of bounds. Whatever calls LightGBM here therefore runs as a job of worker.h, and
// only trainings on one thread run beside each other; the accessors, marked const and noexcept,
// read what was copied out of it and run anywhere.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/stop_token.h"
#include "lightgbm/dataset.h"
#include "lightgbm/worker.h"

namespace winback::lightgbm {

struct TrainingOptions {
  std::string parameters;  // "key=value ..." for the Booster and the Dataset
  LabelRule label_rule = LabelRule::kBinary;
  int classes = 1;
  int iterations = 100;
  int early_stopping_rounds = 0;  // 0 = never; needs validation data
};

// Metric values of one iteration on the validation data, in the order of `Training::metrics`.
struct IterationReport {
  int iteration;  // 1-based
  std::vector<double> values;
};

struct Metric {
  std::string name;
  bool higher_is_better;
};

struct TrainingResult {
  std::string model;       // LightGBM's model text, up to the best iteration
  int iterations = 0;      // trained
  int best_iteration = 0;  // kept; equals `iterations` without early stopping
  std::vector<Metric> metrics;
  std::vector<IterationReport> history;
};

// Trains and returns the model text. `on_iteration` runs after each; `stop` is looked at before
// each and ends with kAborted. Early stopping watches the first metric. Throws kBadInput,
// kTraining.
TrainingResult Train(TrainingData const& training, TrainingData const* validation,
                     TrainingOptions const& options,
                     std::function<void(IterationReport const&)> const& on_iteration,
                     StopToken const* stop);

// Trains on some rows of a binned table, without validation. Runs beside others as Train does.
TrainingResult TrainOn(Dataset const& bins, RowsToLearn const& rows, TrainingOptions const& options,
                       StopToken const* stop);

// A binned table whose last owner, on whatever thread, has it freed on a LightGBM thread. Call it
// on such a thread. Throws kBadInput, kTraining.
std::shared_ptr<Dataset const> BinShared(Table const& features,
                                         std::vector<std::string> const& names,
                                         std::string const& parameters);

// Whether a training with these parameters may run beside others: it asks for one thread in so many
// words, and for none of the ranking metrics, whose tables are global.
Sharing SharingOf(std::string const& parameters);

enum class Output { kProbability, kRaw, kLeaf, kContributions };

class Booster {
 public:
  // Loads a model text after our own strict parser has passed it: LightGBM indexes memory by what
  // it says. Throws kBadModel.
  explicit Booster(std::string const& text);
  Booster(Booster const&) = delete;
  Booster& operator=(Booster const&) = delete;

  int features() const noexcept { return features_; }
  int classes() const noexcept { return classes_; }
  int iterations() const noexcept { return iterations_; }

  // Numbers that Predict writes for `rows` rows.
  int64_t OutputSize(int64_t rows, Output output) const noexcept;

  // Importance per feature: how often it splits, or the loss it took away.
  std::vector<double> const& importance(bool gain) const noexcept {
    return gain ? gain_importance_ : split_importance_;
  }

  // LightGBM's own prediction, row-major. `out` must have OutputSize elements. Throws kBadInput.
  void Predict(Table const& table, Output output, int threads, std::span<double> out) const;

 private:
  // Frees the handle also where the constructor throws halfway.
  struct Free {
    void operator()(void* handle) const;
  };

  std::vector<double> ReadImportance(int type) const;

  std::unique_ptr<void, Free> handle_;
  int features_ = 0;
  int classes_ = 1;
  int iterations_ = 0;
  std::vector<double> split_importance_;
  std::vector<double> gain_importance_;
};

// A booster whose last owner, on whatever thread, has it freed on the LightGBM thread. Call it on
// that thread. Throws kBadModel.
std::shared_ptr<Booster const> LoadShared(std::string const& text);

}  // namespace winback::lightgbm
