// The score process of a sequential experiment, watched at its looks: a Brownian motion with drift
// that stops when it leaves its bounds.
//
// What is kept at a look is the chance r(x) of not having stopped at an earlier one, given the
// score x now. It is free of the drift, lies in [0, 1], and goes from look to look along the
// Brownian bridge: r'(y) = E[r(X); low < X < high], X normal around y t / t' with variance (t' - t)
// t / t'. Each bound leaves a step in r whose width grows with the root of the time since; looks
// near each other leave steep ones. So r is kept on panels that are short beside steep steps, and
// integrals that a panel's own nodes do not resolve take a rule of their own on the interpolated r.
// With all looks far from each other one panel does, and this is the recursion of Armitage,
// McPherson and Rowe (1969).
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/sequential/panels.h"

namespace winback::sequential {

// The part of the process that has not stopped. At information t the score is N(drift t, t) and
// z = score / sqrt(t); bounds are in z.
class Walk {
 public:
  explicit Walk(double drift) : drift_(drift) {}

  // Names the next look. Information is in any unit, increasing; `next` is the look after it (0 for
  // none) and decides how finely r is kept.
  void Reach(double information, double next);

  // P(still running before this look, and z beyond the bound at it).
  double ExitAbove(double z) const { return Exit(1, z); }
  double ExitBelow(double z) const { return Exit(-1, -z); }

  // Goes on with lower < z < upper; infinite bounds are no bounds.
  void Continue(double lower, double upper);

 private:
  struct Panel {
    double low, high;
    size_t first;
    int count;
    bool whole;  // resolves every integral that the next look asks for
  };
  // A bound in scores and the information at which it was watched.
  struct Edge {
    double score, time;
  };

  double Exit(double sign, double z) const;
  double Survival(double score) const;
  double RatioAt(Panel const& panel, double x) const;
  // Indices of the panel's nodes in [low, high], the last one excluded.
  std::pair<size_t, size_t> NodesIn(Panel const& panel, double low, double high) const;
  double EndRatio(bool upper) const;
  std::vector<Panel> Layout(double low, double high) const;

  double drift_;
  double time_ = 0;        // of what is kept, 0 at the start
  double look_ = 0;        // of the look named by Reach
  double next_ = 0;        // of the look after that
  bool open_low_ = false;  // no bound below: r goes on with its end value
  bool open_high_ = false;
  std::vector<Edge> edges_;
  std::vector<Panel> panels_;
  std::vector<double> at_;      // scores
  std::vector<double> ratio_;   // r at the scores
  std::vector<double> weight_;  // of the quadrature
  std::vector<double> mass_;    // density of the running process times weight
};

}  // namespace winback::sequential
