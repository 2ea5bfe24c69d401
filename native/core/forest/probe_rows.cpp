#include "core/forest/probe_rows.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/random/philox.h"

namespace winback::forest {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<double, 16> kOddNumbers{
    kNan,   kInfinity,      -kInfinity,      0.0,    -0.0,    1e-36,
    -1e-36, kZeroThreshold, -kZeroThreshold, 5e-324, -5e-324, 1e308,
    -1e308, 1.0000001e-35,  -1.0000001e-35,  1e300};
constexpr std::array<double, 20> kOddCategories{
    kNan,         -1.0,  -0.5,      -0.99999,   0.99,         1.5,          31.0,
    32.0,         63.0,  255.0,     256.0,      1e9,          2147483647.0, 1e10,
    2147483648.0, -1e10, kInfinity, -kInfinity, 4294967297.0, 65536.0};

// What the forest compares each feature with.
struct Landmarks {
  std::vector<double> thresholds;
  std::vector<double> categories;
};

std::vector<Landmarks> LandmarksOf(Forest const& forest) {
  std::vector<Landmarks> landmarks(forest.feature_names.size());
  for (Tree const& tree : forest.trees) {
    for (Node const& node : tree.nodes) {
      auto& mine = landmarks[static_cast<size_t>(node.feature)];
      if (!node.categorical) {
        mine.thresholds.push_back(node.threshold);
        continue;
      }
      // One category of the set is enough from each split; neighbours come from the others.
      for (int32_t word = 0; word < node.set_words; ++word) {
        uint32_t const bits = tree.category_bits[static_cast<size_t>(node.set_begin + word)];
        if (bits == 0) continue;
        mine.categories.push_back(word * 32.0 + __builtin_ctz(bits));
        mine.categories.push_back(word * 32.0 + 31 - __builtin_clz(bits));
      }
    }
  }
  return landmarks;
}

double Pick(std::vector<double> const& values, uint32_t random) {
  return values[random % values.size()];
}

double ProbeValue(Landmarks const& landmarks, std::array<uint32_t, 4> const& random) {
  bool const categorical = !landmarks.categories.empty();
  if (random[0] % 4 == 0 || (!categorical && landmarks.thresholds.empty())) {
    return categorical ? kOddCategories[random[1] % kOddCategories.size()]
                       : kOddNumbers[random[1] % kOddNumbers.size()];
  }
  if (categorical) {
    return Pick(landmarks.categories, random[1]) + static_cast<double>(random[2] % 3) - 1.0;
  }
  double const threshold = Pick(landmarks.thresholds, random[1]);
  switch (random[2] % 4) {
    case 0:
      return threshold;
    case 1:
      return std::nextafter(threshold, kInfinity);
    case 2:
      return std::nextafter(threshold, -kInfinity);
    default:
      return threshold / 2 + Pick(landmarks.thresholds, random[3]) / 2;
  }
}

}  // namespace

std::vector<double> ProbeRows(Forest const& forest, int64_t rows, uint64_t seed) {
  auto const landmarks = LandmarksOf(forest);
  Philox const random(seed, 0x70726f6265);
  std::vector<double> values;
  values.reserve(static_cast<size_t>(rows) * landmarks.size());
  uint64_t counter = 0;
  for (int64_t row = 0; row < rows; ++row) {
    for (Landmarks const& mine : landmarks) {
      values.push_back(ProbeValue(mine, random.Block(counter++)));
    }
  }
  return values;
}

}  // namespace winback::forest
