// The order of users: that of the bytes of their ids.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace winback::events {

// An id that can be put in order: its first 16 bytes as numbers that compare as the bytes do.
struct OrderedId {
  std::string_view id;
  uint64_t first;
  uint64_t second;
  uint32_t user;
};

OrderedId OrderedIdOf(std::string_view id, uint32_t user);

// By bytes, as DuckDB and ClickHouse order texts; equal ids by `user`.
void SortIds(std::vector<OrderedId>& ids);

}  // namespace winback::events
