#include "core/forest/import/tree_builder.h"

#include <cmath>
#include <string>

namespace winback::forest {

int32_t CountOf(double cover, double root) {
  constexpr double kWhole = 1 << 30;
  if (!(cover > 0) || !(root > 0)) return 0;
  return static_cast<int32_t>(std::min(std::round(cover / root * kWhole), kWhole));
}

Tree BuildTree(Part const& where, ListedTree const& listed, TreeParts const& parts) {
  Tree tree;
  size_t const size = listed.left.size();
  std::vector<char> seen(size, 0);
  auto const count_of = [&](size_t index) {
    return listed.cover.empty() ? 0 : CountOf(listed.cover[index], listed.cover[0]);
  };
  // Gives a listed node its place: a split's, or ~leaf.
  std::vector<size_t> splits;
  auto const place = [&](int64_t index) -> int32_t {
    if (index < 0 || static_cast<size_t>(index) >= size) where.Bad("a child that does not exist");
    auto const at = static_cast<size_t>(index);
    if (seen[at] != 0) where.Bad("node " + std::to_string(index) + " has two parents");
    seen[at] = 1;
    if (listed.left[at] >= 0 || listed.right[at] >= 0) {
      splits.push_back(at);
      return static_cast<int32_t>(splits.size()) - 1;
    }
    tree.leaf_values.push_back(parts.leaf(at));
    tree.leaf_counts.push_back(count_of(at));
    return ~(tree.Leaves() - 1);
  };
  if (size == 0) where.Bad("a tree without nodes");
  place(0);
  for (size_t i = 0; i < splits.size(); ++i) {
    size_t const at = splits[i];
    Node node = parts.split(at, tree);
    bool const in_order = parts.in_order(at);
    node.left = place(in_order ? listed.left[at] : listed.right[at]);
    node.right = place(in_order ? listed.right[at] : listed.left[at]);
    tree.nodes.push_back(node);
    tree.node_counts.push_back(count_of(at));
    tree.split_gains.push_back(listed.gain.empty() ? 0.0 : listed.gain[at]);
  }
  return tree;
}

}  // namespace winback::forest
