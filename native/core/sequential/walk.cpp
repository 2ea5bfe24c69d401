#include "core/sequential/walk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/distributions/normal.h"
#include "core/sequential/quadrature.h"

namespace winback::sequential {
namespace {

using distributions::NormalDensity;
using distributions::NormalUpper;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// r is kept up to the bounds, also where the density is tiny: what a first look may spend is tiny
// too. Beyond 38 standard deviations it is no double; where there is no lower bound, 10 are enough
// since nothing is measured there.
constexpr double kReach = 38;
constexpr double kOpenReach = 10;
// Standard deviations of a kernel that count.
constexpr double kKernelReach = 9;
// Up to this many nodes one panel for everything is faster than many.
constexpr int kWholeNodes = 2048;

// The integral of f over [low, high] with nodes that follow a Gaussian of this spread.
template <typename F>
double Integrate(double low, double high, double spread, F const& f) {
  if (!(high > low)) return 0;
  Quadrature const& rule = LegendreQuadrature(NodesFor(high - low, spread));
  double const half = 0.5 * (high - low);
  double const middle = 0.5 * (high + low);
  double sum = 0;
  for (size_t i = 0; i < rule.nodes.size(); ++i) {
    sum += rule.weights[i] * f(middle + half * rule.nodes[i]);
  }
  return sum * half;
}

double Clamp(double x, double low, double high) { return std::min(std::max(x, low), high); }

}  // namespace

void Walk::Reach(double information, double next) {
  Require(information > time_, "information must grow from look to look");
  look_ = information;
  next_ = next;
}

double Walk::RatioAt(Panel const& panel, double x) const {
  double const half = 0.5 * (panel.high - panel.low);
  double const place = (x - 0.5 * (panel.high + panel.low)) / half;
  auto const values = std::span(ratio_).subspan(panel.first, static_cast<size_t>(panel.count));
  return Interpolate(LegendreQuadrature(panel.count), values, place);
}

std::pair<size_t, size_t> Walk::NodesIn(Panel const& panel, double low, double high) const {
  auto const begin = at_.begin() + static_cast<std::ptrdiff_t>(panel.first);
  auto const end = begin + panel.count;
  auto const first = std::lower_bound(begin, end, low);
  auto const last = std::upper_bound(first, end, high);
  return {static_cast<size_t>(first - at_.begin()), static_cast<size_t>(last - at_.begin())};
}

double Walk::EndRatio(bool upper) const { return upper ? ratio_.back() : ratio_.front(); }

// r at the look named by Reach.
double Walk::Survival(double score) const {
  if (time_ == 0) return 1;
  if (panels_.empty()) return 0;
  double const center = score * time_ / look_;
  double const spread = std::sqrt((look_ - time_) * time_ / look_);
  double const nearest = Clamp(center, panels_.front().low, panels_.back().high);
  double const low = nearest - kKernelReach * spread;
  double const high = nearest + kKernelReach * spread;
  auto const kernel = [&](double x) { return NormalDensity((x - center) / spread) / spread; };
  double total = 0;
  for (Panel const& panel : panels_) {
    if (panel.high <= low || panel.low >= high) continue;
    if (panel.whole || panel.high - panel.low <= kPanelWidth * spread) {
      auto const [first, end] = NodesIn(panel, low, high);
      for (size_t i = first; i < end; ++i) total += weight_[i] * ratio_[i] * kernel(at_[i]);
    } else {
      total += Integrate(std::max(low, panel.low), std::min(high, panel.high), spread,
                         [&](double x) { return RatioAt(panel, x) * kernel(x); });
    }
  }
  if (open_low_) total += EndRatio(false) * NormalUpper((center - panels_.front().low) / spread);
  if (open_high_) total += EndRatio(true) * NormalUpper((panels_.back().high - center) / spread);
  return total;
}

// P(running, and sign x score beyond z); mirrored, so that the exit is always above.
double Walk::Exit(double sign, double z) const {
  double const root = std::sqrt(look_ - time_);
  double const drift = sign * drift_;
  double const bound = z * std::sqrt(look_) - drift * (look_ - time_);
  if (time_ == 0) return NormalUpper(bound / root);
  if (panels_.empty()) return 0;
  double const mean = drift * time_;
  double const scale = std::sqrt(time_);
  double const spread = root * std::sqrt(time_ / look_);
  double const least = sign > 0 ? panels_.front().low : -panels_.back().high;
  double const most = sign > 0 ? panels_.back().high : -panels_.front().low;
  // Where the score was, given that it is at the bound now; the mass lies around it or above.
  double const from = z * time_ / std::sqrt(look_);
  double const low = std::min(std::max(from - kKernelReach * spread, mean - kKernelReach * scale),
                              most - kKernelReach * spread);
  double const high =
      std::max(std::max(from, mean) + kKernelReach * scale, least + kKernelReach * scale);
  // Above it the next look is beyond the bound for certain.
  double const surely = bound + kKernelReach * root;
  auto const leaves = [&](double x) { return NormalUpper((bound - x) / root); };
  double total = 0;
  for (Panel const& panel : panels_) {
    double const a = std::max(low, sign > 0 ? panel.low : -panel.high);
    double const b = std::min(high, sign > 0 ? panel.high : -panel.low);
    if (!(b > a)) continue;
    if (panel.whole || panel.high - panel.low <= kPanelWidth * spread) {
      auto const [first, end] = sign > 0 ? NodesIn(panel, low, high) : NodesIn(panel, -high, -low);
      for (size_t i = first; i < end; ++i) total += mass_[i] * leaves(sign * at_[i]);
      continue;
    }
    auto const density = [&](double x) {
      return RatioAt(panel, sign * x) * NormalDensity((x - mean) / scale) / scale;
    };
    double const cut = Clamp(surely, a, b);
    total += Integrate(a, cut, spread, [&](double x) { return density(x) * leaves(x); });
    total += Integrate(cut, b, scale, density);
  }
  return total;
}

// One panel where the looks before and after are far enough for its nodes to resolve everything.
std::vector<Walk::Panel> Walk::Layout(double low, double high) const {
  double const spread = std::sqrt(look_ - time_);
  double const ahead = next_ > look_ ? std::sqrt(next_ - look_) : spread;
  double const width = high - low;
  double const finest = std::min(spread, ahead);
  if (width / finest < kWholeNodes) {
    int const nodes = NodesFor(width, finest);
    if (nodes <= kWholeNodes) return {Panel{low, high, 0, nodes, true}};
  }
  std::vector<Layer> layers;
  for (Edge const& edge : edges_) {
    double const growth = look_ / edge.time;
    layers.push_back({edge.score * growth, std::sqrt((look_ - edge.time) * growth)});
  }
  std::vector<Panel> panels;
  for (Interval const& part : PanelsFor(low, high, layers)) {
    size_t const first = panels.size() * static_cast<size_t>(kPanelNodes);
    panels.push_back(Panel{part.low, part.high, first, kPanelNodes, false});
  }
  return panels;
}

void Walk::Continue(double lower, double upper) {
  double const root = std::sqrt(look_);
  double const center = drift_ * root;
  double const least = center - (lower == -kInfinity ? kOpenReach : kReach);
  double const most = center + kReach;
  double const low = std::max(lower, least) * root;
  double const high = std::min(upper, most) * root;
  std::vector<Panel> panels = high > low ? Layout(low, high) : std::vector<Panel>{};
  std::vector<double> at, ratio, weight, mass;
  for (Panel const& panel : panels) {
    Quadrature const& rule = LegendreQuadrature(panel.count);
    double const half = 0.5 * (panel.high - panel.low);
    double const middle = 0.5 * (panel.high + panel.low);
    for (size_t j = 0; j < rule.nodes.size(); ++j) {
      double const x = middle + half * rule.nodes[j];
      at.push_back(x);
      ratio.push_back(Survival(x));
      weight.push_back(half * rule.weights[j]);
      double const density = NormalDensity((x - drift_ * look_) / root) / root;
      mass.push_back(weight.back() * ratio.back() * density);
    }
  }
  panels_ = std::move(panels);
  at_ = std::move(at);
  ratio_ = std::move(ratio);
  weight_ = std::move(weight);
  mass_ = std::move(mass);
  open_low_ = lower < least;
  open_high_ = upper > most;
  if (!open_low_) edges_.push_back({low, look_});
  if (!open_high_) edges_.push_back({high, look_});
  time_ = look_;
}

}  // namespace winback::sequential
