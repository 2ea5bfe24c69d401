// The probability that a table of two binomial counts falls in a region, fast enough to be searched
// over both success rates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace winback::exact {

// Masses of a binomial count relative to the mode's, on the window where they matter.
class BinomialWindow {
 public:
  explicit BinomialWindow(int64_t n);

  // Masses from `floor` on, times the mode's 1. Relative error about k epsilon at distance k from
  // the mode.
  void Fill(double p, double floor);

  int64_t First() const { return first_; }
  int64_t Last() const { return last_; }
  double operator[](int64_t k) const { return masses_[static_cast<size_t>(k)]; }

 private:
  int64_t n_;
  std::vector<double> up_;    // up_[k] = (n - k) / (k + 1), mass k + 1 over mass k at even odds
  std::vector<double> down_;  // down_[k] = k / (n - k + 1)
  std::vector<double> masses_;
  int64_t first_ = 0;
  int64_t last_ = 0;
};

// Tables (i of n1, j of n2) with j >= upper[i], or j <= lower[i] unless `lower` is empty.
class Region {
 public:
  Region(int64_t n1, int64_t n2, std::vector<int64_t> upper, std::vector<int64_t> lower);

  // P(region) for success rates p1 and p2.
  double operator()(double p1, double p2);

  // Masses below 1e-18 of the probability that matters, once a probability of that size is known,
  // cannot change it. 0: none are left out above 1e-300.
  void Matters(double probability);

 private:
  void SumTreatment();

  std::vector<int64_t> upper_, lower_;
  BinomialWindow control_, treatment_;
  std::vector<double> above_;  // above_[j - first] = masses of treatment from j on
  std::vector<double> below_;  // below_[j - first] = masses up to j
  double floor_ = 1e-300;
};

}  // namespace winback::exact
