#include "core/stats/beta_table.h"

#include <algorithm>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

namespace winback::stats {
namespace {

// Density at a node and its first three derivatives in t.
struct Jet {
  double g[4];
};

Jet JetAt(LogitBeta const& beta, double t) {
  auto const at = beta.At(t);
  auto const& shape = beta.Shape();
  double const spread = (shape.a + shape.b) * at.x * at.rest;
  double const l1 = shape.a * at.rest - shape.b * at.x;
  double const l2 = -spread;
  double const l3 = -spread * (at.rest - at.x);
  return {{at.density, at.density * l1, at.density * (l2 + l1 * l1),
           at.density * (l3 + 3 * l1 * l2 + l1 * l1 * l1)}};
}

// Integral over a cell of width h from the jets at its ends (Hermite quadrature, error h^9).
double CellMass(Jet const& p, Jet const& q, double h) {
  return h * ((p.g[0] + q.g[0]) / 2 +
              h * (3 * (p.g[1] - q.g[1]) / 28 +
                   h * ((p.g[2] + q.g[2]) / 84 + h * (p.g[3] - q.g[3]) / 1680)));
}

// Coefficients of the seventh-degree polynomial with the function values and three derivatives of
// both ends, in u = (t - node) / h.
void Interpolate(double f0, double f1, Jet const& p, Jet const& q, double h, double* c) {
  double const h2 = h * h;
  double const h3 = h2 * h;
  c[0] = f0;
  c[1] = h * p.g[0];
  c[2] = h2 * p.g[1] / 2;
  c[3] = h3 * p.g[2] / 6;
  double const r0 = f1 - (c[0] + c[1] + c[2] + c[3]);
  double const r1 = h * q.g[0] - (c[1] + 2 * c[2] + 3 * c[3]);
  double const r2 = h2 * q.g[1] - (2 * c[2] + 6 * c[3]);
  double const r3 = h3 * q.g[2] - 6 * c[3];
  c[4] = 35 * r0 - 15 * r1 + 2.5 * r2 - r3 / 6;
  c[5] = -84 * r0 + 39 * r1 - 7 * r2 + r3 / 2;
  c[6] = 70 * r0 - 34 * r1 + 6.5 * r2 - r3 / 2;
  c[7] = -20 * r0 + 10 * r1 - 2 * r2 + r3 / 6;
}

BetaTable::Value Evaluate(double const* c, double u, double step) {
  double f = c[7];
  double d = 0;
  for (int k = 6; k >= 0; --k) {
    d = d * u + f;
    f = f * u + c[k];
  }
  return {f, d / step};
}

}  // namespace

LogitBeta::LogitBeta(BetaShape shape)
    : shape_(shape),
      total_(shape.a + shape.b),
      peak_(std::log(shape.a / shape.b)),
      deviation_(std::sqrt(boost::math::trigamma(shape.a) + boost::math::trigamma(shape.b))),
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

BetaTable::BetaTable(BetaShape shape) {
  LogitBeta const beta(shape);
  double const wanted = std::min(beta.Deviation() / 8, 0.2);
  auto const cells = static_cast<size_t>(std::ceil((beta.Right() - beta.Left()) / wanted));
  low_ = beta.Left();
  step_ = (beta.Right() - beta.Left()) / static_cast<double>(cells);
  std::vector<Jet> jets(cells + 1);
  double mass = 0;
  for (size_t i = 0; i <= cells; ++i) {
    jets[i] = JetAt(beta, low_ + step_ * static_cast<double>(i));
    mass += jets[i].g[0];
  }
  for (auto& jet : jets) {
    for (double& g : jet.g) g /= mass * step_;
  }
  cdf_.assign(cells + 1, 0);
  for (size_t i = 0; i < cells; ++i) cdf_[i + 1] = cdf_[i] + CellMass(jets[i], jets[i + 1], step_);
  coefficients_.resize(8 * cells);
  for (size_t i = 0; i < cells; ++i) {
    Interpolate(cdf_[i], cdf_[i + 1], jets[i], jets[i + 1], step_, &coefficients_[8 * i]);
  }
}

BetaTable::Value BetaTable::At(double t) const {
  double const position = (t - low_) / step_;
  if (!(position > 0)) return {0, 0};
  if (position >= static_cast<double>(cdf_.size() - 1)) return {1, 0};
  auto const cell = static_cast<size_t>(position);
  return Evaluate(&coefficients_[8 * cell], position - static_cast<double>(cell), step_);
}

double BetaTable::Quantile(double p, size_t& near) const {
  size_t const cells = cdf_.size() - 1;
  while (near + 1 < cells && cdf_[near + 1] < p) ++near;
  while (near > 0 && cdf_[near] > p) --near;
  double const* c = &coefficients_[8 * near];
  double low = 0;
  double high = 1;
  double u = std::clamp((p - cdf_[near]) / (cdf_[near + 1] - cdf_[near]), 0.0, 1.0);
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
