// A table to train on, the same on every machine, for tests of several rooms together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lightgbm/booster.h"

namespace winback::test {

// Five numeric features (two with missing values, one with many zeros), a categorical one, and
// labels of each kind that depend on them.
class TrainingSample {
 public:
  TrainingSample(uint64_t seed, int64_t rows);
  TrainingSample(TrainingSample const&) = delete;
  TrainingSample& operator=(TrainingSample const&) = delete;

  Table const& Features() const { return features_; }
  Column Label(std::string const& objective) const;
  std::vector<uint8_t> const& Binary() const { return binary_; }
  std::vector<double> const& Numeric(size_t feature) const { return numeric_[feature]; }

  // The model text of 40 iterations on one thread; `parameters` beside the objective's.
  std::string Model(std::string const& objective, std::string const& parameters) const;

 private:
  std::vector<std::vector<double>> numeric_;
  std::vector<int32_t> category_;
  std::vector<uint8_t> binary_;
  std::vector<double> labels_[3];
  Table features_;
};

}  // namespace winback::test
