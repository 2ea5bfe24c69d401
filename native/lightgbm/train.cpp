#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <sstream>

#include "lightgbm/api.h"
#include "lightgbm/booster.h"

namespace winback::lightgbm {
namespace {

struct BoosterDeleter {
  void operator()(void* handle) const { LGBM_BoosterFree(handle); }
};
using BoosterOwner = std::unique_ptr<void, BoosterDeleter>;

std::vector<Metric> MetricsOf(void* booster) {
  int count = 0;
  Check(LGBM_BoosterGetEvalCounts(booster, &count), ErrorCode::kTraining, "counting metrics");
  constexpr size_t kLongest = 128;
  std::vector<std::array<char, kLongest>> texts(static_cast<size_t>(count));
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  size_t longest = 0;
  Check(LGBM_BoosterGetEvalNames(booster, count, &count, kLongest, &longest, pointers.data()),
        ErrorCode::kTraining, "naming metrics");
  std::vector<Metric> metrics;
  for (auto const& text : texts) {
    std::string const name = text.data();
    bool const higher = name.starts_with("auc") || name.starts_with("average_precision") ||
                        name.starts_with("ndcg") || name.starts_with("map") ||
                        name.starts_with("r2");
    metrics.push_back({name, higher && !name.starts_with("mape")});
  }
  return metrics;
}

std::string ModelText(void* booster, int iterations) {
  int64_t length = 0;
  std::string text(1 << 20, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    Check(LGBM_BoosterSaveModelToString(booster, 0, iterations, C_API_FEATURE_IMPORTANCE_SPLIT,
                                        static_cast<int64_t>(text.size()), &length, text.data()),
          ErrorCode::kTraining, "writing the model");
    if (length <= static_cast<int64_t>(text.size())) break;
    text.resize(static_cast<size_t>(length));
  }
  text.resize(static_cast<size_t>(length - 1));  // without the terminating zero
  return text;
}

// Best value of the watched metric so far and when it was seen.
class BestIteration {
 public:
  explicit BestIteration(bool higher_is_better) : higher_(higher_is_better) {}
  void See(int iteration, double value) {
    if (iteration_ == 0 || (higher_ ? value > value_ : value < value_)) {
      iteration_ = iteration;
      value_ = value;
    }
  }
  int iteration() const { return iteration_; }

 private:
  bool higher_;
  int iteration_ = 0;
  double value_ = 0;
};

class Trainer {
 public:
  Trainer(Dataset const& training, Dataset const* validation, TrainingOptions const& options)
      : options_(options), has_validation_(validation != nullptr) {
    BoosterHandle handle = nullptr;
    Check(LGBM_BoosterCreate(training.handle(), options.parameters.c_str(), &handle),
          ErrorCode::kTraining, "starting the training");
    booster_.reset(handle);
    if (has_validation_) {
      Check(LGBM_BoosterAddValidData(handle, validation->handle()), ErrorCode::kTraining,
            "adding validation data");
      result_.metrics = MetricsOf(handle);
    }
  }

  TrainingResult Run(std::function<void(IterationReport const&)> const& on_iteration,
                     StopToken const* stop) {
    bool const higher = !result_.metrics.empty() && result_.metrics.front().higher_is_better;
    BestIteration best(higher);
    for (int iteration = 1; iteration <= options_.iterations; ++iteration) {
      CheckStop(stop);
      int finished = 0;
      Check(LGBM_BoosterUpdateOneIter(booster_.get(), &finished), ErrorCode::kTraining, "training");
      ran_dry_ = finished != 0;  // no split gains anything any more
      if (ran_dry_) break;
      result_.iterations = iteration;
      IterationReport report{iteration, Evaluate()};
      on_iteration(report);
      if (!report.values.empty()) best.See(iteration, report.values.front());
      result_.history.push_back(std::move(report));
      bool const stopping = options_.early_stopping_rounds > 0 && best.iteration() > 0;
      if (stopping && iteration - best.iteration() >= options_.early_stopping_rounds) break;
    }
    bool const keep_best = options_.early_stopping_rounds > 0 && best.iteration() > 0;
    result_.best_iteration = keep_best ? best.iteration() : result_.iterations;
    result_.model = ModelText(booster_.get(), keep_best ? result_.best_iteration : -1);
    return std::move(result_);
  }

  // Training ended because no split gained anything.
  bool RanDry() const { return ran_dry_; }

 private:
  std::vector<double> Evaluate() {
    std::vector<double> values(result_.metrics.size());
    int count = 0;
    if (!values.empty()) {
      Check(LGBM_BoosterGetEval(booster_.get(), 1, &count, values.data()), ErrorCode::kTraining,
            "evaluating");
    }
    return values;
  }

  TrainingOptions const& options_;
  bool has_validation_;
  BoosterOwner booster_;
  TrainingResult result_;
  bool ran_dry_ = false;
};

bool HasWord(std::string const& parameters, std::string_view wanted) {
  std::istringstream words(parameters);
  for (std::string word; words >> word;) {
    if (word == wanted) return true;
  }
  return false;
}

// DART rescales earlier trees in each iteration: the first n trees of a longer training are not the
// model that n iterations gave and that was measured. The same seeds drop the same trees, so that
// training again for n iterations gives exactly that model. The same where training ran dry:
// LightGBM leaves the trees negated that its last, unfinished iteration had dropped.
void ReplayBest(Dataset const& bins, Dataset const* validation, TrainingOptions const& options,
                StopToken const* stop, TrainingResult& result) {
  TrainingOptions again = options;
  again.iterations = result.best_iteration;
  again.early_stopping_rounds = 0;
  TrainingResult replayed =
      Trainer(bins, validation, again).Run([](IterationReport const&) {}, stop);
  std::move(replayed.history.begin(), replayed.history.end(), result.history.begin());
  result.model = std::move(replayed.model);
}

}  // namespace

TrainingResult Train(TrainingData const& training, TrainingData const* validation,
                     TrainingOptions const& options,
                     std::function<void(IterationReport const&)> const& on_iteration,
                     StopToken const* stop) {
  SilenceThread();
  CheckStop(stop);
  Dataset const bins(training, options.label_rule, options.classes, options.parameters, nullptr);
  CheckStop(stop);
  std::unique_ptr<Dataset> validation_bins;
  if (validation != nullptr) {
    validation_bins = std::make_unique<Dataset>(*validation, options.label_rule, options.classes,
                                                options.parameters, &bins);
  }
  Trainer trainer(bins, validation_bins.get(), options);
  TrainingResult result = trainer.Run(on_iteration, stop);
  bool const cut = trainer.RanDry() || result.best_iteration < result.iterations;
  if (cut && result.best_iteration > 0 && HasWord(options.parameters, "boosting=dart")) {
    ReplayBest(bins, validation_bins.get(), options, stop, result);
  }
  return result;
}

TrainingResult TrainOn(Dataset const& bins, RowsToLearn const& rows, TrainingOptions const& options,
                       StopToken const* stop) {
  SilenceThread();
  CheckStop(stop);
  Dataset const some(bins, rows, options.label_rule, options.parameters);
  return Trainer(some, nullptr, options).Run([](IterationReport const&) {}, stop);
}

std::shared_ptr<Dataset const> BinShared(Table const& features,
                                         std::vector<std::string> const& names,
                                         std::string const& parameters) {
  SilenceThread();
  auto bins = std::make_unique<Dataset const>(features, names, parameters);
  return {bins.release(), [](Dataset const* last) noexcept {
            try {
              RunOnWorker([last] { delete last; }, Sharing::kBeside);
            } catch (...) {
              // Out of memory for the queue: leaked bins are better than a free beside a training.
            }
          }};
}

Sharing SharingOf(std::string const& parameters) {
  // LightGBM's names for the thread count (docs/Parameters.rst).
  static std::set<std::string> const kThreads{"num_threads", "num_thread", "nthread", "nthreads",
                                              "n_jobs"};
  std::istringstream words(parameters);
  int counts = 0;
  bool one = false;
  for (std::string word; words >> word;) {
    size_t const at = std::min(word.find('='), word.size());
    if (kThreads.contains(word.substr(0, at))) {
      ++counts;
      one = word == "num_threads=1";
    }
    if (word.find("ndcg") != std::string::npos || word.find("rank") != std::string::npos) {
      return Sharing::kAlone;
    }
  }
  return counts == 1 && one ? Sharing::kBeside : Sharing::kAlone;
}

}  // namespace winback::lightgbm
