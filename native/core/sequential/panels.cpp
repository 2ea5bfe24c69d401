#include "core/sequential/panels.h"

#include <algorithm>
#include <cmath>

namespace winback::sequential {
namespace {

bool Reaches(Layer const& layer, Interval const& panel) {
  double const reach = kLayerReach * layer.width;
  return layer.center + reach >= panel.low && layer.center - reach <= panel.high;
}

void Cut(Interval const& panel, std::vector<Layer> const& layers, std::vector<Interval>& out) {
  std::vector<Layer> near;
  double narrowest = INFINITY;
  for (Layer const& layer : layers) {
    if (!Reaches(layer, panel)) continue;
    near.push_back(layer);
    narrowest = std::min(narrowest, layer.width);
  }
  double const length = panel.high - panel.low;
  double const middle = panel.low + length / 2;
  // Halves of neighbouring doubles are no halves.
  bool const divides = middle > panel.low && middle < panel.high;
  if (!divides || length <= kPanelWidth * narrowest) {
    out.push_back(panel);
    return;
  }
  Cut({panel.low, middle}, near, out);
  Cut({middle, panel.high}, near, out);
}

}  // namespace

std::vector<Interval> PanelsFor(double low, double high, std::vector<Layer> const& layers) {
  std::vector<Interval> out;
  Cut({low, high}, layers, out);
  return out;
}

}  // namespace winback::sequential
