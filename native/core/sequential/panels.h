// Where a function with steep layers is kept: panels that are short beside a layer, long elsewhere.
#pragma once

#include <vector>

namespace winback::sequential {

// An error-function step: where it is and its standard deviation.
struct Layer {
  double center, width;
};

struct Interval {
  double low, high;
};

// How far a layer reaches, in its widths: beyond it nothing is left at the precision of a double.
inline constexpr double kLayerReach = 9;
// Longest panel beside a layer, in its widths: what kPanelNodes nodes follow to rounding.
inline constexpr double kPanelWidth = 1.5;
inline constexpr int kPanelNodes = 16;

// Cuts [low, high] in halves until every panel that a layer reaches is at most kPanelWidth of its
// widths long. Ascending.
std::vector<Interval> PanelsFor(double low, double high, std::vector<Layer> const& layers);

}  // namespace winback::sequential
