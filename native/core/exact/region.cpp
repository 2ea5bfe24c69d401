#include "core/exact/region.h"

#include <algorithm>
#include <utility>

#include "core/base/stop_token.h"

namespace winback::exact {
namespace {

constexpr double kLeast = 1e-300;

size_t At(int64_t i) { return static_cast<size_t>(i); }

}  // namespace

BinomialWindow::BinomialWindow(int64_t n)
    : n_(n), up_(At(n + 1)), down_(At(n + 1)), masses_(At(n + 1)) {
  for (int64_t k = 0; k <= n; ++k) {
    up_[At(k)] = static_cast<double>(n - k) / static_cast<double>(k + 1);
    down_[At(k)] = static_cast<double>(k) / static_cast<double>(n - k + 1);
  }
}

void BinomialWindow::Fill(double p, double floor) {
  if (p <= 0 || p >= 1) {
    first_ = last_ = p <= 0 ? 0 : n_;
    masses_[At(first_)] = 1;
    return;
  }
  auto const mode = std::min<int64_t>(n_, static_cast<int64_t>(static_cast<double>(n_ + 1) * p));
  double const odds = p / (1 - p);
  double const against = (1 - p) / p;
  first_ = last_ = mode;
  masses_[At(mode)] = 1;
  for (double mass = 1; last_ < n_;) {
    mass *= odds * up_[At(last_)];
    if (mass < floor) break;
    masses_[At(++last_)] = mass;
  }
  for (double mass = 1; first_ > 0;) {
    mass *= against * down_[At(first_)];
    if (mass < floor) break;
    masses_[At(--first_)] = mass;
  }
}

Region::Region(int64_t n1, int64_t n2, std::vector<int64_t> upper, std::vector<int64_t> lower)
    : upper_(std::move(upper)), lower_(std::move(lower)), control_(n1), treatment_(n2) {
  above_.resize(At(n2 + 2));
  if (!lower_.empty()) below_.resize(At(n2 + 1));
}

void Region::Matters(double probability) { floor_ = std::max(kLeast, probability * 1e-18); }

void Region::SumTreatment() {
  int64_t const first = treatment_.First();
  int64_t const count = treatment_.Last() - first + 1;
  double sum = 0;
  above_[At(count)] = 0;
  for (int64_t j = count - 1; j >= 0; --j) above_[At(j)] = sum += treatment_[first + j];
  if (lower_.empty()) return;
  sum = 0;
  for (int64_t j = 0; j < count; ++j) below_[At(j)] = sum += treatment_[first + j];
}

double Region::operator()(double p1, double p2) {
  CheckTaskStop();
  control_.Fill(p1, floor_);
  treatment_.Fill(p2, floor_);
  SumTreatment();
  int64_t const first = treatment_.First();
  int64_t const end = treatment_.Last() + 1;
  // Two lanes of each sum: an addition waits for the one before it.
  double inside[2] = {};
  double control[2] = {};
  for (int64_t i = control_.First(); i <= control_.Last(); ++i) {
    int64_t const from = std::clamp(upper_[At(i)], first, end) - first;
    inside[i & 1] += control_[i] * above_[At(from)];
    control[i & 1] += control_[i];
  }
  double total = inside[0] + inside[1];
  if (!lower_.empty()) {
    for (int64_t i = control_.First(); i <= control_.Last(); ++i) {
      if (lower_[At(i)] < first) continue;
      total += control_[i] * below_[At(std::min(lower_[At(i)], end - 1) - first)];
    }
  }
  return total / ((control[0] + control[1]) * above_[0]);
}

}  // namespace winback::exact
