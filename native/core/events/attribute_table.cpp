#include "core/events/attribute_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/error.h"

namespace winback::events {

void AttributeTable::Add(uint32_t user, int32_t valid_from, std::span<int32_t const> codes) {
  Require(codes.size() == fields_, "a row of attributes has another number of fields");
  users_.push_back(user);
  days_.push_back(valid_from);
  codes_.insert(codes_.end(), codes.begin(), codes.end());
}

void AttributeTable::Finish(uint32_t users) {
  rows_.resize(users_.size());
  std::iota(rows_.begin(), rows_.end(), uint64_t{0});
  std::sort(rows_.begin(), rows_.end(), [&](uint64_t a, uint64_t b) {
    return std::pair(users_[a], days_[a]) < std::pair(users_[b], days_[b]);
  });
  starts_.assign(size_t{users} + 1, 0);
  for (uint32_t const user : users_) {
    Require(user < users, "attributes of a user who is not there");
    ++starts_[size_t{user} + 1];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
}

std::span<int32_t const> AttributeTable::Of(uint32_t user, int32_t day) const {
  auto const begin = rows_.begin() + static_cast<std::ptrdiff_t>(starts_[user]);
  auto const end = rows_.begin() + static_cast<std::ptrdiff_t>(starts_[size_t{user} + 1]);
  auto const after =
      std::upper_bound(begin, end, day, [&](int32_t at, uint64_t row) { return at < days_[row]; });
  if (after == begin) return {};
  return {codes_.data() + *(after - 1) * fields_, fields_};
}

}  // namespace winback::events
