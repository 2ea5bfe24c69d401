// Permutation importance: how much worse a forest ranks when a feature's values are shuffled.
// Breiman (2001); Fisher, Rudin and Dominici (2019) for the repeated and grouped form.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"
#include "core/forest/compiled_forest.h"

namespace winback::importance {

// The same permutation for every thread count: Fisher and Yates with Philox(seed, stream).
std::vector<uint32_t> Permutation(uint64_t seed, uint64_t stream, int64_t rows);

// The stream of a repeat of a group.
constexpr uint64_t StreamOf(size_t group, int64_t repeat) {
  return (static_cast<uint64_t>(group) << 32) | static_cast<uint64_t>(repeat);
}

struct Plan {
  // Features shuffled together, by index.
  std::vector<std::vector<int32_t>> groups;
  int64_t repeats = 10;
  uint64_t seed = 0;
  int threads = 1;
};

struct Importance {
  double baseline = 0;           // AUC of the rows as they are
  std::vector<double> permuted;  // [group][repeat] AUC with the group shuffled
};

// AUCs of a one-output forest, each equal to the last bit to scoring the shuffled table and ranking
// its scores. A group that no tree reads keeps the baseline without scoring; for any other, trees
// (and parts of trees) that do not ask about it keep their leaves over all its repeats, see
// leaf_steps.h. Throws kBadInput for several outputs, one class of labels, another number of
// columns or unknown features; kAborted.
Importance PermutationImportance(forest::CompiledForest const& forest, Table const& table,
                                 std::span<uint8_t const> labels, Plan const& plan,
                                 StopToken const* stop);

}  // namespace winback::importance
