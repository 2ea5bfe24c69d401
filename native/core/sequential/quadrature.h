// Gauss-Legendre quadrature and the interpolation through its nodes.
#pragma once

#include <span>
#include <vector>

namespace winback::sequential {

// Nodes and weights on [-1, 1], and the barycentric weights of the polynomial through the nodes.
struct Quadrature {
  std::vector<double> nodes, weights, barycentric;
};

// The rule of n nodes, made once for each n.
Quadrature const& LegendreQuadrature(int n);

// Nodes that resolve a Gaussian of this spread over this width to rounding; a multiple of 8, beyond
// 256 of 64.
int NodesFor(double width, double spread);

// The polynomial with these values at the nodes of `rule`, at x in [-1, 1].
double Interpolate(Quadrature const& rule, std::span<double const> values, double x);

}  // namespace winback::sequential
