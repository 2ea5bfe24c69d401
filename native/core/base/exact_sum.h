// Compensated summation (Neumaier, 1974): the error does not grow with the number of terms.
#pragma once

#include <cmath>

namespace winback::stats {

class ExactSum {
 public:
  void Add(double value) {
    double const next = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double Total() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace winback::stats
