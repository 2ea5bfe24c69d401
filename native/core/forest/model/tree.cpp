#include "core/forest/model/tree.h"

#include <algorithm>

namespace winback::forest {

std::vector<int32_t> UsedFeatures(Tree const& tree) {
  std::vector<int32_t> used;
  for (Node const& node : tree.nodes) used.push_back(node.feature);
  for (LinearLeaf const& leaf : tree.linear) {
    used.insert(used.end(), leaf.features.begin(), leaf.features.end());
  }
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

Iterations ResolveIterations(Forest const& forest, int32_t start, int32_t count) {
  int32_t const all = forest.Iterations();
  int32_t const first = std::clamp(start, 0, all);
  int32_t const rest = all - first;
  return {first, count > 0 ? std::min(count, rest) : rest};
}

}  // namespace winback::forest
