#include <cstring>

#include "core/forest/model/check_forest.h"
#include "core/forest/model/model_text.h"
#include "core/forest/model/score_scalar.h"
#include "core/forest/probe_rows.h"
#include "test/check.h"
#include "test/core/forest_samples.h"

using namespace winback;
using namespace winback::forest;
using namespace winback::test;

namespace {

// Leaf values are powers of ten, so that a sum shows which leaf fired.
Tree Stump(int32_t feature, double threshold, double left, double right) {
  Tree tree;
  Node node;
  node.feature = feature;
  node.threshold = threshold;
  node.left = ~0;
  node.right = ~1;
  tree.nodes = {node};
  tree.leaf_values = {left, right};
  tree.leaf_counts = {4, 6};
  tree.node_counts = {10};
  tree.split_gains = {1};
  return tree;
}

Forest TwoStumps() {
  Forest forest;
  forest.feature_names = {"a", "b"};
  forest.trees = {Stump(0, 1.5, 1, 10), Stump(1, -2, 100, 1000)};
  return forest;
}

double Raw(Forest const& forest, std::vector<double> const& row) {
  double out = 0;
  ScoreRowScalar(forest, ResolveIterations(forest, 0, 0), true, row.data(), &out);
  return out;
}

void Replace(std::string& text, std::string const& from, std::string const& to) {
  auto const at = text.find(from);
  CHECK(at != std::string::npos);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

TEST("a forest of stumps sums the leaf on each side of its thresholds") {
  Forest const forest = TwoStumps();
  CHECK_EQ(Raw(forest, {1.5, -2}), 101.0);
  CHECK_EQ(Raw(forest, {std::nextafter(1.5, 2), -2}), 110.0);
  CHECK_EQ(Raw(forest, {0, 0}), 1001.0);
  CHECK_EQ(Raw(forest, {NAN, NAN}), 1001.0);  // no missing kind: NaN compares as 0
}

TEST("missing values follow the default direction of their kind") {
  Forest forest = TwoStumps();
  Node& node = forest.trees[0].nodes[0];
  node.missing = MissingKind::kZero;
  CHECK_EQ(Raw(forest, {0, -9}), 110.0);
  CHECK_EQ(Raw(forest, {1e-36, -9}), 110.0);
  CHECK_EQ(Raw(forest, {NAN, -9}), 110.0);
  node.default_left = true;
  CHECK_EQ(Raw(forest, {NAN, -9}), 101.0);
  node.missing = MissingKind::kNan;
  node.threshold = -1;
  CHECK_EQ(Raw(forest, {0, -9}), 110.0);
  CHECK_EQ(Raw(forest, {NAN, -9}), 101.0);
}

TEST("a written forest parses back to the same scores, bit for bit") {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    SampleOptions options;
    options.linear = seed % 5 == 1;
    options.chain = seed % 5 == 2;
    options.classes = seed % 5 == 3 ? 3 : 1;
    if (options.classes == 3) options.transform = TransformKind::kSoftmax;
    options.average = seed % 7 == 0;
    Forest const forest = RandomForest(seed, options);
    CheckForest(forest);
    Forest const read = ParseModelText(ModelText(forest));
    auto const rows = ProbeRows(forest, 100, seed);
    auto const range = ResolveIterations(forest, 0, 0);
    std::vector<double> a(3);
    std::vector<double> b(3);
    int differing = 0;
    for (size_t i = 0; i < rows.size(); i += forest.feature_names.size()) {
      ScoreRowScalar(forest, range, false, &rows[i], a.data());
      ScoreRowScalar(read, range, false, &rows[i], b.data());
      differing += std::memcmp(a.data(), b.data(), 24) != 0 ? 1 : 0;
    }
    CHECK_EQ(differing, 0);
  }
}

TEST("iteration ranges are clipped as LightGBM clips them") {
  Forest const forest = TwoStumps();
  auto const range = ResolveIterations(forest, -3, 1);
  CHECK_EQ(range.first, 0);
  CHECK_EQ(range.count, 1);
  CHECK_EQ(ResolveIterations(forest, 1, 0).count, 1);
  CHECK_EQ(ResolveIterations(forest, 9, 4).count, 0);
}

TEST("a tree with a cycle, a shared or an unreached child is refused") {
  Forest const good = RandomForest(5, {});
  for (int32_t const child : {0, 1, ~0, 99, ~99}) {
    Forest bad = good;
    for (Tree& tree : bad.trees) {
      if (tree.nodes.size() > 3) tree.nodes[2].left = child;
    }
    CHECK_THROWS(ErrorCode::kBadModel, CheckForest(bad));
  }
}

TEST("hostile counts and lists are typed errors") {
  std::string const good = ModelText(RandomForest(3, {}));
  struct Change {
    char const* from;
    char const* to;
  };
  Change const changes[] = {{"version=v4", "version=v9"},
                            {"num_class=1", "num_class=0"},
                            {"num_class=1", "num_class=2147483646"},
                            {"max_feature_idx=5", "max_feature_idx=2147483646"},
                            {"max_feature_idx=5", "max_feature_idx=-1"},
                            {"num_leaves=", "num_leaves=9"},
                            {"num_leaves=", "num_leaves=-"},
                            {"split_feature=", "split_feature=77 "},
                            {"threshold=", "threshold=nan "},
                            {"left_child=", "left_child=4000000000 "},
                            {"leaf_value=", "leaf_value=1e999 "},
                            {"tree_sizes=", "tree_sizes=1 "},
                            {"Tree=1", "Tree=2"},
                            {"sigmoid:1", "sigmoid:-1"},
                            {"binary", "wizardry"},
                            {"end of trees", "and of trees"},
                            {"feature_names=f0 f1", "feature_names=f0 f0"},
                            {"leaf_count=", "leaf_cuont="},
                            {"shrinkage=1\n", "shrinkage=1\nshrinkage=1\n"}};
  for (Change const& change : changes) {
    std::string text = good;
    Replace(text, change.from, change.to);
    CHECK_THROWS(ErrorCode::kBadModel, ParseModelText(text));
  }
  for (size_t cut = 0; cut < good.size() - 14; cut += 97) {
    CHECK_THROWS(ErrorCode::kBadModel, ParseModelText(good.substr(0, cut)));
  }
}
