#include "lightgbm/booster.h"

#include "core/forest/model/model_text.h"
#include "lightgbm/api.h"
#include "lightgbm/arrow_stream.h"
#include "lightgbm/worker.h"

namespace winback::lightgbm {
namespace {

int PredictType(Output output) {
  switch (output) {
    case Output::kProbability:
      return C_API_PREDICT_NORMAL;
    case Output::kRaw:
      return C_API_PREDICT_RAW_SCORE;
    case Output::kLeaf:
      return C_API_PREDICT_LEAF_INDEX;
    case Output::kContributions:
      return C_API_PREDICT_CONTRIB;
  }
  return C_API_PREDICT_NORMAL;
}

// Only the part that our parser has checked: what follows (importances, parameters) decides nothing
// about predictions, and LightGBM would read it with the same trust as the rest.
std::string CheckedPart(std::string const& text) {
  std::string part = forest::ScoringPart(text);
  forest::ParseModelText(part);
  return part;
}

}  // namespace

Booster::Booster(std::string const& text) {
  SilenceThread();
  std::string const checked = CheckedPart(text);
  BoosterHandle loaded = nullptr;
  Check(LGBM_BoosterLoadModelFromString(checked.c_str(), &iterations_, &loaded),
        ErrorCode::kBadModel, "loading the model");
  handle_.reset(loaded);
  Check(LGBM_BoosterGetNumFeature(loaded, &features_), ErrorCode::kInternal, "counting features");
  Check(LGBM_BoosterGetNumClasses(loaded, &classes_), ErrorCode::kInternal, "counting classes");
  split_importance_ = ReadImportance(C_API_FEATURE_IMPORTANCE_SPLIT);
  gain_importance_ = ReadImportance(C_API_FEATURE_IMPORTANCE_GAIN);
}

void Booster::Free::operator()(void* handle) const { LGBM_BoosterFree(handle); }

int64_t Booster::OutputSize(int64_t rows, Output output) const noexcept {
  int64_t const per_class = output == Output::kContributions ? features_ + 1
                            : output == Output::kLeaf        ? iterations_
                                                             : 1;
  return rows * classes_ * per_class;
}

void Booster::Predict(Table const& table, Output output, int threads, std::span<double> out) const {
  SilenceThread();
  Require(static_cast<int>(table.columns.size()) == features_,
          "the model has " + std::to_string(features_) + " features, the table " +
              std::to_string(table.columns.size()));
  Require(static_cast<int64_t>(out.size()) == OutputSize(table.rows, output),
          "the output has the wrong length");
  CheckFeatures(table);
  ArrowArrayStream stream = MakeStream(table);
  std::string const parameters = "verbosity=-1 num_threads=" + std::to_string(threads);
  int64_t written = 0;
  Check(LGBM_BoosterPredictForArrowStream(handle_.get(), &stream, PredictType(output), 0, -1,
                                          parameters.c_str(), &written, out.data()),
        ErrorCode::kBadInput, "predicting");
  if (written != static_cast<int64_t>(out.size())) {
    throw Error(ErrorCode::kInternal, "LightGBM wrote " + std::to_string(written) + " numbers");
  }
}

std::vector<double> Booster::ReadImportance(int type) const {
  std::vector<double> values(static_cast<size_t>(features_));
  Check(LGBM_BoosterFeatureImportance(handle_.get(), 0, type, values.data()), ErrorCode::kInternal,
        "feature importance");
  return values;
}

std::shared_ptr<Booster const> LoadShared(std::string const& text) {
  auto booster = std::make_unique<Booster const>(text);
  return {booster.release(), [](Booster const* last) noexcept {
            try {
              // Freeing asks for no threads and touches its own model only.
              RunOnWorker([last] { delete last; }, Sharing::kBeside);
            } catch (...) {
              // Out of memory for the queue: a leaked model is better than a free beside a
              // training.
            }
          }};
}

}  // namespace winback::lightgbm
