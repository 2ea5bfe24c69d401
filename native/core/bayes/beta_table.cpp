#include "core/bayes/beta_table.h"

#include <algorithm>
#include <cmath>

namespace winback::stats {
namespace {

// Density at a node and its first four derivatives in t.
struct Jet {
  double g[5];
};

Jet JetAt(LogitBeta const& beta, double t) {
  auto const at = beta.At(t);
  auto const& shape = beta.Shape();
  double const spread = (shape.a + shape.b) * at.x * at.rest;
  double const lean = at.rest - at.x;
  // Of the logarithm.
  double const l1 = shape.a * at.rest - shape.b * at.x;
  double const l2 = -spread;
  double const l3 = -spread * lean;
  double const l4 = -spread * (lean * lean - 2 * at.x * at.rest);
  double const square = l1 * l1;
  return {{at.density, at.density * l1, at.density * (l2 + square),
           at.density * (l3 + 3 * l1 * l2 + l1 * square),
           at.density * (l4 + 4 * l1 * l3 + 3 * l2 * l2 + 6 * square * l2 + square * square)}};
}

// Integral over a cell of width h from the jets at its ends (Hermite quadrature, error h^11).
double CellMass(Jet const& p, Jet const& q, double h) {
  double const h2 = h * h;
  return h * ((p.g[0] + q.g[0]) / 2 + h * (p.g[1] - q.g[1]) / 9 + h2 * (p.g[2] + q.g[2]) / 72 +
              h2 * h * (p.g[3] - q.g[3]) / 1008 + h2 * h2 * (p.g[4] + q.g[4]) / 30240);
}

// Coefficients of the ninth-degree polynomial with the function values and four derivatives of both
// ends, in u = (t - node) / h: the left end's Taylor polynomial, and u^5 times that of the right
// end's remainder in u - 1.
void Interpolate(double f0, double f1, Jet const& p, Jet const& q, double h, double* c) {
  double const h2 = h * h;
  c[0] = f0;
  c[1] = h * p.g[0];
  c[2] = h2 * p.g[1] / 2;
  c[3] = h2 * h * p.g[2] / 6;
  c[4] = h2 * h2 * p.g[3] / 24;
  double const s0 = f1 - (c[0] + c[1] + c[2] + c[3] + c[4]);
  double const s1 = h * q.g[0] - (c[1] + 2 * c[2] + 3 * c[3] + 4 * c[4]);
  double const s2 = h2 * q.g[1] / 2 - (c[2] + 3 * c[3] + 6 * c[4]);
  double const s3 = h2 * h * q.g[2] / 6 - (c[3] + 4 * c[4]);
  double const s4 = h2 * h2 * q.g[3] / 24 - c[4];
  double const e1 = s1 - 5 * s0;
  double const e2 = s2 - 5 * s1 + 15 * s0;
  double const e3 = s3 - 5 * s2 + 15 * s1 - 35 * s0;
  double const e4 = s4 - 5 * s3 + 15 * s2 - 35 * s1 + 70 * s0;
  c[5] = s0 - e1 + e2 - e3 + e4;
  c[6] = e1 - 2 * e2 + 3 * e3 - 4 * e4;
  c[7] = e2 - 3 * e3 + 6 * e4;
  c[8] = e3 - 4 * e4;
  c[9] = e4;
}

BetaTable::Value Evaluate(double const* c, double u, double step) {
  double f = c[9];
  double d = 0;
  for (int k = 8; k >= 0; --k) {
    d = d * u + f;
    f = f * u + c[k];
  }
  return {f, d / step};
}

// The asymptotic series from 8 on, where its error is below 1e-11: only step widths rest on it.
double Trigamma(double x) {
  double below = 0;
  for (; x < 8; ++x) below += 1 / (x * x);
  double const r = 1 / (x * x);
  return below + 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r / 30)));
}

}  // namespace

LogitBeta::LogitBeta(BetaShape shape)
    : shape_(shape),
      total_(shape.a + shape.b),
      peak_(std::log(shape.a / shape.b)),
      deviation_(std::sqrt(Trigamma(shape.a) + Trigamma(shape.b))),
      left_(Edge(-1)),
      right_(Edge(1)) {}

// log(density / peak) = n (p d - log(1 + p (e^d - 1))), d = t - peak, p = a / n, or its mirror
// image: the form whose p is at most 1/2 never cancels.
LogitBeta::Point LogitBeta::At(double t) const {
  double const d = t - peak_;
  bool const mirrored = shape_.a > shape_.b;
  double const p = (mirrored ? shape_.b : shape_.a) / total_;
  double const e = std::expm1(mirrored ? -d : d);
  double const sum = 1 + p * e;
  double const log_density = total_ * (p * (mirrored ? -d : d) - std::log1p(p * e));
  double const small = p * (e + 1) / sum;  // x, or 1 - x when mirrored
  double const large = (1 - p) / sum;
  return {std::exp(log_density), mirrored ? large : small, mirrored ? small : large};
}

double LogitBeta::LogDensity(double t) const {
  double const d = t - peak_;
  bool const mirrored = shape_.a > shape_.b;
  double const p = (mirrored ? shape_.b : shape_.a) / total_;
  double const e = mirrored ? -d : d;
  // The far tails are straight lines; e^d overflows there.
  if (e > 600) return total_ * (p * e - (e + std::log(p)));
  return total_ * (p * e - std::log1p(p * std::expm1(e)));
}

// Newton's method on a concave function: from the second step on it approaches from outside.
double LogitBeta::Edge(double direction) const {
  constexpr double kDepth = 42;
  double const curvature = shape_.a * shape_.b / total_;
  double t = peak_ + direction * std::sqrt(2 * kDepth / curvature);
  for (int step = 0; step < 60; ++step) {
    double const x = 1 / (1 + std::exp(-t));
    double const slope = total_ * (shape_.a / total_ - x);
    double const move = (LogDensity(t) + kDepth) / slope;
    t -= move;
    if (std::abs(move) < 0.05 * deviation_) break;
  }
  return t;
}

BetaTable::BetaTable(LogitBeta const& beta) {
  double const wanted = std::min(beta.Deviation() / 4, 0.2);
  auto const cells = static_cast<size_t>(std::ceil((beta.Right() - beta.Left()) / wanted));
  low_ = beta.Left();
  step_ = (beta.Right() - beta.Left()) / static_cast<double>(cells);
  cells_.resize(cells);
  Jet left = JetAt(beta, low_);
  double mass = left.g[0];  // relative to the peak, in steps
  double below = 0;
  for (size_t i = 0; i < cells; ++i) {
    Jet const right = JetAt(beta, low_ + step_ * static_cast<double>(i + 1));
    double const next = below + CellMass(left, right, step_);
    Interpolate(below, next, left, right, step_, cells_[i].data());
    mass += right.g[0];
    below = next;
    left = right;
  }
  double const scale = 1 / (mass * step_);
  for (auto& cell : cells_) {
    for (double& c : cell) c *= scale;
  }
}

BetaTable::Value BetaTable::At(double t) const {
  double const position = (t - low_) / step_;
  if (!(position > 0)) return {0, 0};
  if (position >= static_cast<double>(cells_.size())) return {1, 0};
  auto const cell = static_cast<size_t>(position);
  return Evaluate(cells_[cell].data(), position - static_cast<double>(cell), step_);
}

double BetaTable::Quantile(double p, size_t& near) const {
  while (near + 1 < cells_.size() && cells_[near + 1][0] < p) ++near;
  while (near > 0 && cells_[near][0] > p) --near;
  double const* c = cells_[near].data();
  double const next_node = near + 1 < cells_.size() ? cells_[near + 1][0] : 1;
  double low = 0;
  double high = 1;
  double u = std::clamp((p - c[0]) / (next_node - c[0]), 0.0, 1.0);
  for (int step = 0; step < 60; ++step) {
    auto const value = Evaluate(c, u, 1);
    (value.cdf < p ? low : high) = u;
    double next = u - (value.cdf - p) / value.density;
    if (!(next > low && next < high)) next = (low + high) / 2;
    // Newton doubles the digits: the step after this one would be below rounding.
    bool const done = std::abs(next - u) < 1e-7;
    u = next;
    if (done) break;
  }
  return low_ + step_ * (static_cast<double>(near) + u);
}

}  // namespace winback::stats
