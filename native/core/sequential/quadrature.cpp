#include "core/sequential/quadrature.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>

namespace winback::sequential {
namespace {

Quadrature MakeQuadrature(int n) {
  Quadrature out;
  out.nodes.resize(static_cast<size_t>(n));
  out.weights.resize(static_cast<size_t>(n));
  out.barycentric.resize(static_cast<size_t>(n));
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
    auto const at = static_cast<size_t>(n - 1 - i);
    out.nodes[at] = x;
    out.weights[at] = 2 / ((1 - x * x) * slope * slope);
    // Wang and Xiang (2012); a common factor does not matter.
    out.barycentric[at] = (i % 2 == 0 ? 1 : -1) * std::sqrt((1 - x * x) * out.weights[at]);
  }
  return out;
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

// The spectrum of a Gaussian ends at 8.6 / spread, a polynomial of degree n follows n / 2
// waves over the width; 24 more nodes are a margin for the ends.
int NodesFor(double width, double spread) {
  double const wanted = 24 + 2.3 * width / spread;
  // Long rules in few sizes: making one takes as long as using it many times.
  int const step = wanted > 256 ? 64 : 8;
  return std::max(32, step * static_cast<int>(std::ceil(wanted / step)));
}

double Interpolate(Quadrature const& rule, std::span<double const> values, double x) {
  double numerator = 0;
  double denominator = 0;
  for (size_t j = 0; j < values.size(); ++j) {
    double const distance = x - rule.nodes[j];
    if (distance == 0) return values[j];
    double const weight = rule.barycentric[j] / distance;
    numerator += weight * values[j];
    denominator += weight;
  }
  return numerator / denominator;
}

}  // namespace winback::sequential
