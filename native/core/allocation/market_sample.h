// Users kept in memory, when the dual looks at them many times.
#pragma once

#include <vector>

#include "core/allocation/user_source.h"

namespace winback::allocation {

// Some users in memory. Sorted by key, so that sums do not depend on who collected them.
struct MarketSample {
  int actions = 0;
  std::vector<double> value;  // [user][action], micro-yuan
  std::vector<double> cost;   // [user][action], fen
  std::vector<uint32_t> allowed;
  std::vector<int32_t> group;
  std::vector<uint64_t> key;
  std::vector<int64_t> row;

  size_t Users() const { return key.size(); }
  void Add(Block const& block, int i);
  void Append(MarketSample const& other);
  void Sort();
};

}  // namespace winback::allocation
