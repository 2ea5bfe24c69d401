// The largest probability of a region of tables over the rates that have one effect, and the effect
// at which it is a given one.
#pragma once

#include <vector>

#include "core/exact/border.h"
#include "core/exact/maximum.h"
#include "core/exact/region.h"

namespace winback::exact {

// A region that grows with j and falls with i has a probability that grows with the effect at every
// angle of the line of rates, and so does the largest one.
class Search {
 public:
  // Tables with j >= upper[i], or j <= lower[i] (neutral effect only) unless `lower` is empty.
  Search(Counts const& c, Scale scale, Border upper, Border lower = {});

  // The supremum over the line of rates. Relative error about 1e-13 sqrt(n / 400).
  double Largest(double effect);

  // Whether the largest probability is at least `level`, by a coarse grid: true is proved, false is
  // not.
  bool Reaches(double effect, double level);

  // The effect from `low` to `high` at which Largest is `tail`; `low` where it is no smaller there.
  // Largest at `high` is at least `tail`. `scale` is an effect's standard error, to find steps.
  double Root(double tail, double start, double low, double high, double scale);

 private:
  double Probability(double angle, double effect) {
    auto const [p1, p2] = RateLine(scale_, effect).At(angle);
    return region_(p1, p2);
  }
  double Angle(int k) const { return kPi * k / points_; }
  Top Everywhere(double effect);
  Top Above(double tail, double effect);
  Top Near(double angle, double effect);
  double AngleRoot(double angle, double tail, double start, double end, double step);

  Scale scale_;
  double pooled_;
  bool everything_;
  int points_;
  Region region_;
  std::vector<double> values_;  // at every angle: upper bounds for smaller effects than the last
};

}  // namespace winback::exact
