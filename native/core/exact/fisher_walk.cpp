#include "core/exact/fisher_walk.h"

#include <cmath>

#include "core/distributions/discrete.h"

namespace winback::exact {
namespace {

constexpr double kTie = 1e-12;
// After so many steps the mass is computed anew: each step adds 4 roundings.
constexpr int kMostMoves = 256;
// Below this a step could lose digits to underflow.
constexpr double kSmallest = 1e-280;

size_t At(int64_t k) { return static_cast<size_t>(k); }

std::vector<double> Rises(int64_t n) {
  std::vector<double> rises(At(n + 1));
  for (int64_t k = 0; k <= n; ++k)
    rises[At(k)] = static_cast<double>(n - k) / static_cast<double>(k + 1);
  return rises;
}

std::vector<double> Falls(int64_t n) {
  std::vector<double> falls(At(n + 1));
  for (int64_t k = 0; k <= n; ++k)
    falls[At(k)] = static_cast<double>(k) / static_cast<double>(n - k + 1);
  return falls;
}

// Ratios fall from term to term, so what is left is less than a geometric series.
bool Negligible(double term, double ratio, double sum) {
  return ratio < 1 && term * ratio <= 1e-17 * (1 - ratio) * sum;
}

}  // namespace

FisherWalk::FisherWalk(Counts const& c)
    : n1_(c.n1),
      n2_(c.n2),
      rise1_(Rises(c.n1)),
      fall1_(Falls(c.n1)),
      rise2_(Rises(c.n2)),
      fall2_(Falls(c.n2)) {
  auto const tails = distributions::HypergeometricTails(
      static_cast<double>(c.x2 - 1), static_cast<double>(c.n1 + c.n2),
      static_cast<double>(c.x1 + c.x2), static_cast<double>(c.n2));
  seen_p_ = static_cast<double>(tails.upper);
  seen_rest_ = static_cast<double>(tails.lower);
}

double FisherWalk::Mass() const {
  return static_cast<double>(std::exp(distributions::HypergeometricLogMass(
      static_cast<long double>(j_), static_cast<long double>(n1_ + n2_),
      static_cast<long double>(i_ + j_), static_cast<long double>(n2_))));
}

void FisherWalk::MoveTo(int64_t i, int64_t j) {
  auto const step = [&](double rise) {
    auto const successes = static_cast<double>(i_ + j_);
    mass_ *= rise * ((successes + 1) / (static_cast<double>(n1_ + n2_) - successes));
    ++moves_;
  };
  for (; j_ < j; ++j_) step(rise2_[At(j_)]);
  for (; i_ < i; ++i_) step(rise1_[At(i_)]);
  if (moves_ < kMostMoves && mass_ > kSmallest) return;
  mass_ = Mass();
  moves_ = 0;
}

bool FisherWalk::Reaches(int64_t i, int64_t j) {
  MoveTo(i, j);
  return seen_p_ <= 0.5 ? UpperWithin(seen_p_ * (1 + kTie)) : RestReaches(seen_rest_ * (1 - kTie));
}

bool FisherWalk::UpperWithin(double limit) const {
  double sum = 1;
  double term = 1;
  for (int64_t i = i_, j = j_; i > 0 && j < n2_; --i, ++j) {
    double const ratio = rise2_[At(j)] * fall1_[At(i)];
    if (Negligible(term, ratio, sum)) break;
    sum += term *= ratio;
    if (mass_ * sum > limit) return false;
  }
  return mass_ * sum <= limit;
}

bool FisherWalk::RestReaches(double limit) const {
  double sum = 0;
  double term = 1;
  for (int64_t i = i_, j = j_; i < n1_ && j > 0; ++i, --j) {
    double const ratio = rise1_[At(i)] * fall2_[At(j)];
    if (Negligible(term, ratio, sum)) break;
    sum += term *= ratio;
    if (mass_ * sum >= limit) return true;
  }
  return mass_ * sum >= limit;
}

}  // namespace winback::exact
