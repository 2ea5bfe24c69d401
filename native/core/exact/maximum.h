// The largest value of a smooth function of one variable.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace winback::exact {

struct Top {
  double value = 0;
  double at = 0;

  void Offer(double candidate, double where) {
    if (candidate > value) *this = {candidate, where};
  }
};

// The largest value of f between low and high, where it has one top, by golden section.
template <class Function>
Top TopBetween(Function&& f, double low, double high, int steps) {
  constexpr double kGolden = 0.6180339887498949;
  double left = high - kGolden * (high - low);
  double right = low + kGolden * (high - low);
  double f_left = f(left);
  double f_right = f(right);
  Top top;
  for (int step = 0;; ++step) {
    top.Offer(f_left, left);
    top.Offer(f_right, right);
    if (step == steps) return top;
    if (f_left > f_right) {
      high = right;
      right = left;
      f_right = f_left;
      left = high - kGolden * (high - low);
      f_left = f(left);
    } else {
      low = left;
      left = right;
      f_left = f_right;
      right = low + kGolden * (high - low);
      f_right = f(right);
    }
  }
}

inline constexpr double kPi = std::numbers::pi;

// The largest value on [0, pi] from `values` on a grid of equal cells: every top whose parabola
// comes within 1e-3 of the best is refined.
template <class Function>
Top Largest(Function&& f, std::vector<double> const& values) {
  int const points = static_cast<int>(values.size()) - 1;
  Top best;
  for (int k = 0; k <= points; ++k) best.Offer(values[static_cast<size_t>(k)], kPi * k / points);
  std::vector<std::pair<double, int>> tops;
  double highest = best.value;
  for (int k = 1; k < points; ++k) {
    double const before = values[static_cast<size_t>(k - 1)];
    double const here = values[static_cast<size_t>(k)];
    double const after = values[static_cast<size_t>(k + 1)];
    if (here < before || here < after) continue;
    double const bend = 2 * here - before - after;
    double const rise = bend > 0 ? (before - after) * (before - after) / (8 * bend) : 0;
    tops.emplace_back(here + rise, k);
    highest = std::max(highest, here + rise);
  }
  for (auto const& [height, k] : tops) {
    if (height < highest * (1 - 1e-3)) continue;
    // 28 steps narrow the place to 1e-6 of a cell; the value is then flat to rounding.
    auto const top = TopBetween(f, kPi * (k - 1) / points, kPi * (k + 1) / points, 28);
    best.Offer(top.value, top.at);
  }
  best.value = std::min(1.0, best.value);
  return best;
}

}  // namespace winback::exact
