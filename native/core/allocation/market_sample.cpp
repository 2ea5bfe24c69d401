#include "core/allocation/market_sample.h"

#include <algorithm>
#include <numeric>

namespace winback::allocation {

void MarketSample::Add(Block const& block, int i) {
  auto const user = static_cast<size_t>(i);
  for (int j = 0; j < actions; ++j) {
    value.push_back(block.Value(j, i));
    cost.push_back(block.Cost(j, i));
  }
  allowed.push_back(block.allowed[user]);
  group.push_back(block.group[user]);
  key.push_back(block.key[user]);
  row.push_back(block.first + i);
}

void MarketSample::Append(MarketSample const& other) {
  value.insert(value.end(), other.value.begin(), other.value.end());
  cost.insert(cost.end(), other.cost.begin(), other.cost.end());
  allowed.insert(allowed.end(), other.allowed.begin(), other.allowed.end());
  group.insert(group.end(), other.group.begin(), other.group.end());
  key.insert(key.end(), other.key.begin(), other.key.end());
  row.insert(row.end(), other.row.begin(), other.row.end());
}

void MarketSample::Sort() {
  std::vector<size_t> order(Users());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return key[a] != key[b] ? key[a] < key[b] : row[a] < row[b];
  });
  MarketSample sorted;
  sorted.actions = actions;
  auto const width = static_cast<std::ptrdiff_t>(actions);
  for (size_t const i : order) {
    auto const at = static_cast<std::ptrdiff_t>(i) * width;
    sorted.value.insert(sorted.value.end(), value.begin() + at, value.begin() + at + width);
    sorted.cost.insert(sorted.cost.end(), cost.begin() + at, cost.begin() + at + width);
    sorted.allowed.push_back(allowed[i]);
    sorted.group.push_back(group[i]);
    sorted.key.push_back(key[i]);
    sorted.row.push_back(row[i]);
  }
  *this = std::move(sorted);
}

}  // namespace winback::allocation
