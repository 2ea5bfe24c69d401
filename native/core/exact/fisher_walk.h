// Fisher's one-sided p compared along a walk over tables, each a step from the last.
#pragma once

#include <cstdint>
#include <vector>

#include "core/exact/counts.h"

namespace winback::exact {

class FisherWalk {
 public:
  // Tables are held against `c`, ties within 1e-12 of p, or of 1 - p where p is above 1/2: near 1
  // every p is within the tolerance of every other.
  explicit FisherWalk(Counts const& c);

  // Whether every table is as far up: no success in treatment or no failure in control.
  bool Everything() const { return seen_rest_ == 0; }

  // Whether (i of n1, j of n2) is as far up. Calls never go back in i or j.
  bool Reaches(int64_t i, int64_t j);

 private:
  void MoveTo(int64_t i, int64_t j);
  bool UpperWithin(double limit) const;
  bool RestReaches(double limit) const;
  double Mass() const;

  int64_t n1_, n2_;
  double seen_p_, seen_rest_;
  int64_t i_ = 0;
  int64_t j_ = 0;
  int moves_ = 0;
  double mass_ = 1;  // P(j of treatment | i + j) at one common rate
  // rise[k] = (n - k) / (k + 1) and fall[k] = k / (n - k + 1), of control and treatment.
  std::vector<double> rise1_, fall1_, rise2_, fall2_;
};

}  // namespace winback::exact
