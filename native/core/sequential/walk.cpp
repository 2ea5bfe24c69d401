#include "core/sequential/walk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>

#include "core/base/error.h"
#include "core/distributions/normal.h"

namespace winback::sequential {
namespace {

using distributions::NormalDensity;
using distributions::NormalUpper;

// The density is kept up to the bounds, also where it is tiny: what a first look may spend is tiny
// too. Beyond 38 standard deviations it is no double; where there is no lower bound, 10 are enough
// since nothing is measured there.
constexpr double kReach = 38;
constexpr double kOpenReach = 10;

Quadrature MakeQuadrature(int n) {
  Quadrature out;
  out.nodes.resize(static_cast<size_t>(n));
  out.weights.resize(static_cast<size_t>(n));
  for (int i = 0; i < n; ++i) {
    // Newton on the Legendre polynomial from Tricomi's guess.
    double x = std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5));
    double slope = 0;
    for (int step = 0; step < 100; ++step) {
      double p = 1;
      double before = 0;
      for (int k = 1; k <= n; ++k) {
        double const next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (x * x - 1);
      double const move = p / slope;
      x -= move;
      if (std::abs(move) < 1e-16) break;
    }
    out.nodes[static_cast<size_t>(n - 1 - i)] = x;
    out.weights[static_cast<size_t>(n - 1 - i)] = 2 / ((1 - x * x) * slope * slope);
  }
  return out;
}

// Nodes that resolve a Gaussian of this spread over this width to rounding: its spectrum ends at
// 8.6 / spread, a polynomial of degree n follows width n / 2 waves... plus a margin for the ends.
int NodesFor(double width, double spread) {
  double const wanted = 24 + 2.3 * width / spread;
  Require(wanted <= 4000, "two looks are too close together for their distance in information");
  return std::max(32, 8 * static_cast<int>(std::ceil(wanted / 8)));
}

}  // namespace

Quadrature const& LegendreQuadrature(int n) {
  static std::mutex mutex;
  static std::map<int, Quadrature> cache;
  std::lock_guard const lock(mutex);
  auto found = cache.find(n);
  if (found == cache.end()) found = cache.emplace(n, MakeQuadrature(n)).first;
  return found->second;
}

void Walk::Reach(double information, double next) {
  Require(information > time_, "information must grow from look to look");
  look_ = information;
  next_ = next;
}

double Walk::ExitAbove(double z) const {
  double const bound = z * std::sqrt(look_);
  double const spread = std::sqrt(look_ - time_);
  double const mean = drift_ * (look_ - time_);
  if (time_ == 0) return NormalUpper((bound - mean) / spread);
  double total = 0;
  for (size_t i = 0; i < at_.size(); ++i) {
    total += mass_[i] * NormalUpper((bound - mean - at_[i]) / spread);
  }
  return total;
}

double Walk::ExitBelow(double z) const {
  double const bound = z * std::sqrt(look_);
  double const spread = std::sqrt(look_ - time_);
  double const mean = drift_ * (look_ - time_);
  if (time_ == 0) return NormalUpper((mean - bound) / spread);
  double total = 0;
  for (size_t i = 0; i < at_.size(); ++i) {
    total += mass_[i] * NormalUpper((mean + at_[i] - bound) / spread);
  }
  return total;
}

void Walk::Continue(double lower, double upper) {
  double const root = std::sqrt(look_);
  double const center = drift_ * root;
  double const low = std::max(lower, center - (std::isinf(lower) ? kOpenReach : kReach)) * root;
  double const high = std::min(upper, center + kReach) * root;
  double const spread = std::sqrt(look_ - time_);
  double const ahead = next_ > look_ ? std::sqrt(next_ - look_) : spread;
  if (!(high > low)) {
    at_.clear();
    mass_.clear();
    time_ = look_;
    return;
  }
  Quadrature const& rule = LegendreQuadrature(NodesFor(high - low, std::min(spread, ahead)));
  size_t const n = rule.nodes.size();
  std::vector<double> at(n);
  std::vector<double> mass(n);
  double const half = 0.5 * (high - low);
  double const mean = drift_ * (look_ - time_);
  for (size_t j = 0; j < n; ++j) {
    at[j] = 0.5 * (high + low) + half * rule.nodes[j];
    double density = 0;
    if (time_ == 0) {
      density = NormalDensity((at[j] - mean) / spread);
    } else {
      double const x = (at[j] - mean) / spread;
      for (size_t i = 0; i < at_.size(); ++i) {
        double const distance = x - at_[i] / spread;
        if (distance * distance < 700) density += mass_[i] * NormalDensity(distance);
      }
    }
    mass[j] = density / spread * half * rule.weights[j];
  }
  at_ = std::move(at);
  mass_ = std::move(mass);
  time_ = look_;
}

}  // namespace winback::sequential
