// Two independent Beta distributions, one integrated over the other.
#pragma once

#include <optional>
#include <vector>

#include "core/bayes/beta_table.h"

namespace winback::stats {

// From this shape on densities vanish at 0 and 1 fast enough to be integrated to the ends.
constexpr double kSmoothShape = 40;

// A probability and its first three derivatives in a parameter.
struct Probability {
  double value = 0;
  double d1 = 0;
  double d2 = 0;  // 0 unless smooth
  double d3 = 0;
};

// A narrow N and a wide W. Summing over the narrow one keeps the wide one's function smooth between
// nodes.
class BetaPair {
 public:
  BetaPair(LogitBeta const& narrow, LogitBeta const& wide);

  struct Losses {
    double probability = 0;   // P(W <= N)
    double narrow_above = 0;  // E max(N - W, 0)
    double wide_above = 0;    // E max(W - N, 0)
  };
  Losses Compare() const;

  // P(W <= N + d), and its derivatives in d.
  Probability BelowShifted(double d) const;
  // P(W <= N e^r), and its derivatives in r.
  Probability BelowScaled(double r) const;

  // Whether all shapes are at least kSmoothShape, so that derivatives are given.
  bool IsSmooth() const { return smooth_; }

 private:
  // Node and weight of the narrow distribution; weights add up to 1.
  struct Node {
    double t;  // logit(x)
    double x;
    double rest;  // 1 - x
    double weight;
  };
  // The line y = scale * x + offset that W is cut along.
  struct Line {
    double scale;
    double offset;
    bool scaled;  // whether derivatives are in log(scale) or in the offset
  };

  // The x in (from, to) that the line keeps in (0, 1), and the part [left, right] of their own
  // logit scale that is integrated over.
  struct Inside {
    double from, to, left, right;
    double LogitOf(double x) const;
  };

  Probability Below(Line line) const;
  void AddCut(Probability& sum, Line line, double x, double weight) const;
  Probability BelowSmooth(Line line) const;
  Probability BelowExact(Line line) const;
  Probability Integrate(Line line, Inside const& inside, double step) const;
  double AboveNarrow(double x) const;

  LogitBeta const& narrow_;
  BetaShape wide_;
  BetaTable table_;
  bool smooth_;
  std::vector<Node> nodes_;
  double scale_;  // 1 / integral of the narrow density relative to its peak
  mutable std::optional<BetaTable> upper_;
};

}  // namespace winback::stats
