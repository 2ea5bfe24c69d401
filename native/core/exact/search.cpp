#include "core/exact/search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/distributions/solve.h"

namespace winback::exact {
namespace {

size_t At(int k) { return static_cast<size_t>(k); }

double Users(Counts const& c) { return static_cast<double>(c.n1 + c.n2); }

}  // namespace

Search::Search(Counts const& c, Scale scale, Border upper, Border lower)
    : scale_(scale),
      pooled_(static_cast<double>(c.x1 + c.x2) / Users(c)),
      everything_(upper.back() == 0),
      // A binomial count blurs the angle by 1 / sqrt(n): six cells in that width miss no top.
      points_(static_cast<int>(std::ceil(6 * kPi * std::sqrt(Users(c)))) + 20),
      region_(c.n1, c.n2, std::move(upper), std::move(lower)),
      values_(At(points_ + 1)) {}

double Search::Largest(double effect) { return everything_ ? 1 : Everywhere(effect).value; }

Top Search::Everywhere(double effect) {
  region_.Matters(0);
  region_.Matters(Probability(2 * std::asin(std::sqrt(pooled_)), effect));
  for (int k = 0; k <= points_; ++k) values_[At(k)] = Probability(Angle(k), effect);
  return exact::Largest([&](double angle) { return Probability(angle, effect); }, values_);
}

// The same where a larger effect has been looked at: an angle with too little there has less here.
// Between two angles a top rises less than 1 % above the nearer one.
Top Search::Above(double tail, double effect) {
  for (int k = 0; k <= points_; ++k) {
    if (values_[At(k)] >= 0.99 * tail) values_[At(k)] = Probability(Angle(k), effect);
  }
  return exact::Largest([&](double angle) { return Probability(angle, effect); }, values_);
}

// The top beside `angle`; it may be an end of the range, which golden section never reaches.
Top Search::Near(double angle, double effect) {
  auto const at = [&](double where) { return Probability(where, effect); };
  double const low = std::max(0.0, angle - 2 * kPi / points_);
  double const high = std::min(kPi, angle + 2 * kPi / points_);
  Top top = TopBetween(at, low, high, 24);
  top.Offer(at(low), low);
  top.Offer(at(high), high);
  top.Offer(at(angle), angle);
  return top;
}

bool Search::Reaches(double effect, double level) {
  if (everything_) return true;
  region_.Matters(level);
  constexpr int kCells = 24;
  if (Probability(2 * std::asin(std::sqrt(pooled_)), effect) >= level) return true;
  for (int k = 1; k < kCells; ++k) {
    if (Probability(kPi * k / kCells, effect) >= level) return true;
  }
  return false;
}

// The effect between start and end at which one angle's probability is `tail`; `end` if none.
double Search::AngleRoot(double angle, double tail, double start, double end, double step) {
  auto const excess = [&](double effect) {
    return std::log(std::max(1e-300, Probability(angle, effect)) / tail);
  };
  bool const upwards = end > start;
  double near = start;
  double far = start;
  do {
    near = far;
    far = upwards ? std::min(end, far + step) : std::max(end, far - step);
    step *= 2;
    if (upwards ? excess(far) >= 0 : excess(far) <= 0)
      return distributions::Solve<double>(excess, std::min(near, far), std::max(near, far), 1e-15);
  } while (far != end);
  return end;
}

double Search::Root(double tail, double start, double low, double high, double scale) {
  if (everything_) return low;
  double at = start;
  Top top = Everywhere(at);
  auto const step = [&](double value) {
    return std::max(1e-12, std::abs(std::log(std::max(1e-12, value) / tail)) * scale / 2);
  };
  for (int pass = 0; pass < 60 && top.value < tail * (1 - 1e-11) && at < high; ++pass) {
    at = AngleRoot(top.at, tail, at, high, step(top.value));
    top = Everywhere(at);
  }
  for (int pass = 0; pass < 60 && top.value > tail * (1 + 1e-11) && at > low; ++pass) {
    double const angle = top.at;
    at = AngleRoot(angle, tail, at, low, step(top.value));
    top = Near(angle, at);
    // A top that moves on is looked for everywhere at once.
    bool const moved = std::abs(top.at - angle) > kPi / points_;
    if (moved || top.value <= tail * (1 + 1e-11)) top = Above(tail, at);
  }
  return at;
}

}  // namespace winback::exact
