// The score process of a sequential experiment, watched at its looks: a Brownian motion with drift
// that stops when it leaves its bounds. Recursive numerical integration of Armitage, McPherson and
// Rowe (1969) with Gauss-Legendre nodes.
#pragma once

#include <span>
#include <vector>

namespace winback::sequential {

// Nodes and weights of Gauss-Legendre quadrature on [-1, 1]. Cached for the sizes Walk uses.
struct Quadrature {
  std::vector<double> nodes, weights;
};
Quadrature const& LegendreQuadrature(int n);

// The part of the process that has not stopped. At information t the score is N(drift t, t) and
// z = score / sqrt(t); bounds are in z.
class Walk {
 public:
  explicit Walk(double drift) : drift_(drift) {}

  // Names the next look. Information is in any unit, increasing; `next` is the look after it (0 for
  // none) and decides how finely the density is kept.
  void Reach(double information, double next);

  // P(still running before this look, and z beyond the bound at it).
  double ExitAbove(double z) const;
  double ExitBelow(double z) const;

  // Goes on with lower < z < upper; infinite bounds are no bounds.
  void Continue(double lower, double upper);

 private:
  double drift_;
  double time_ = 0;           // of the density kept, 0 at the start
  double look_ = 0;           // of the look named by Reach
  double next_ = 0;           // of the look after that
  std::vector<double> at_;    // scores
  std::vector<double> mass_;  // density times weight
};

}  // namespace winback::sequential
