// The Beta(a, b) distribution on the logit scale, as a table that gives its function, density and
// quantiles to about 1e-12 at a few nanoseconds each.
//
// With t = logit(x) the density is x^a (1-x)^b / B(a, b): analytic, light-tailed on both sides and
// near the normal for large a and b. So the trapezoid rule normalises it to rounding error, cells
// are integrated with four derivatives (error h^11), and the function is interpolated by its value
// and four derivatives at both ends of a cell (error h^10).
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace winback::stats {

struct BetaShape {
  double a = 1;
  double b = 1;

  double Mean() const { return a / (a + b); }
  double Variance() const { return a * b / ((a + b) * (a + b) * (a + b + 1)); }
};

// The density in t relative to its peak, with what its derivatives need.
class LogitBeta {
 public:
  explicit LogitBeta(BetaShape shape);

  struct Point {
    double density;  // 1 at the peak
    double x;        // logistic(t)
    double rest;     // 1 - x, without cancellation
  };
  Point At(double t) const;

  double Peak() const { return peak_; }
  double Deviation() const { return deviation_; }  // standard deviation of t
  // Beyond these the density is below e^-42 of its peak.
  double Left() const { return left_; }
  double Right() const { return right_; }
  BetaShape const& Shape() const { return shape_; }

 private:
  double LogDensity(double t) const;
  double Edge(double direction) const;

  BetaShape shape_;
  double total_;  // a + b
  double peak_;
  double deviation_;
  double left_;
  double right_;
};

class BetaTable {
 public:
  explicit BetaTable(LogitBeta const& beta);
  explicit BetaTable(BetaShape shape) : BetaTable(LogitBeta(shape)) {}

  struct Value {
    double cdf;
    double density;  // in t: divide by x (1 - x) for the density in x
  };
  // At t = logit(x); 0 or 1 outside the table.
  Value At(double t) const;

  // t with P(T <= t) = p, for p in (0, 1); `near` is a cell to start from, and is left at the
  // quantile's.
  double Quantile(double p, size_t& near) const;

 private:
  // The polynomial in (t - node) / step; the first is the value at the node.
  using Cell = std::array<double, 10>;

  double low_;
  double step_;
  std::vector<Cell> cells_;
};

}  // namespace winback::stats
