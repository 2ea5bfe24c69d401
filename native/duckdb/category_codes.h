// The code of a category's name, found from the bytes of a DuckDB text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "duckdb/api.h"

namespace winback::duckdb {

class CategoryCodes {
 public:
  // Names in order of their codes; at most 2^31.
  explicit CategoryCodes(std::vector<std::string> names);
  CategoryCodes(CategoryCodes const&) = delete;
  CategoryCodes& operator=(CategoryCodes const&) = delete;
  CategoryCodes(CategoryCodes&&) = default;
  CategoryCodes& operator=(CategoryCodes&&) = default;

  // -1 for a name that is not there. O(1).
  int32_t CodeOf(Text const& text) const;

 private:
  // Names short enough to lie inside a Text, by its 16 bytes: open addressing, a power of two.
  struct Place {
    uint64_t low = 0;
    uint64_t high = 0;
    int32_t code = -1;
  };
  void AddShort(std::string_view name, int32_t code);

  std::vector<Place> places_;
  uint64_t mask_;
  std::vector<std::string> names_;
  std::unordered_map<std::string_view, int32_t> long_;
};

}  // namespace winback::duckdb
