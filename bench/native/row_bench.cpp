// Single rows in one process: our bitmaps against LightGBM's SingleRowFast, alternating by blocks
// of rows, every call timed. Prints one JSON object. Built and run by bench/trials/row.ts.
//
//   row_bench MODEL.txt ROWS.f64 FEATURES
#include <LightGBM/c_api.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/forest/compiled_forest.h"
#include "core/forest/model/model_text.h"

namespace {

constexpr size_t kBlock = 2000;  // rows of one contender before the other's turn

std::string ReadAll(char const* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int64_t Nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

template <class Score>
void Run(size_t first, size_t last, std::vector<int64_t>& times, std::vector<double>& out,
         Score score) {
  for (size_t row = first; row < last; ++row) {
    int64_t const start = Nanoseconds();
    out[row] = score(row);
    times.push_back(Nanoseconds() - start);
  }
}

int64_t Quantile(std::vector<int64_t>& times, double share) {
  std::sort(times.begin(), times.end());
  return times[static_cast<size_t>(static_cast<double>(times.size() - 1) * share)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::string const text = ReadAll(argv[1]);
  std::string const bytes = ReadAll(argv[2]);
  size_t const features = std::stoul(argv[3]);
  std::vector<double> values(bytes.size() / sizeof(double));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
  size_t const rows = values.size() / features;

  winback::forest::CompiledForest const forest(winback::forest::ParseModelText(text));
  forest.PrepareRows();
  BoosterHandle booster = nullptr;
  FastConfigHandle fast = nullptr;
  int iterations = 0;
  if (LGBM_BoosterLoadModelFromString(text.c_str(), &iterations, &booster) != 0) return 1;
  if (LGBM_BoosterPredictForMatSingleRowFastInit(booster, C_API_PREDICT_NORMAL, 0, -1,
                                                 C_API_DTYPE_FLOAT64, static_cast<int>(features),
                                                 "num_threads=1", &fast) != 0) {
    return 1;
  }
  std::vector<double> ours(rows);
  std::vector<double> theirs(rows);
  std::vector<int64_t> our_times;
  std::vector<int64_t> their_times;
  for (size_t first = 0; first < rows; first += kBlock) {
    size_t const last = std::min(rows, first + kBlock);
    Run(first, last, our_times, ours, [&](size_t row) {
      double score = 0;
      forest.ScoreRow(&values[row * features], false, &score);
      return score;
    });
    Run(first, last, their_times, theirs, [&](size_t row) {
      double score = 0;
      int64_t length = 0;
      LGBM_BoosterPredictForMatSingleRowFast(fast, &values[row * features], &length, &score);
      return score;
    });
  }
  LGBM_FastConfigFree(fast);
  LGBM_BoosterFree(booster);
  bool const equal = std::memcmp(ours.data(), theirs.data(), rows * sizeof(double)) == 0;
  std::printf("{\"ours\": [%lld, %lld], \"theirs\": [%lld, %lld], \"equal\": %s}\n",
              static_cast<long long>(Quantile(our_times, 0.5)),
              static_cast<long long>(Quantile(our_times, 0.99)),
              static_cast<long long>(Quantile(their_times, 0.5)),
              static_cast<long long>(Quantile(their_times, 0.99)), equal ? "true" : "false");
  return 0;
}
