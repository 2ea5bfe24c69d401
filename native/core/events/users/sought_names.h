// Names that are looked for among the ids of users, whatever the case of ASCII letters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace winback::events {

class SoughtNames {
 public:
  // `names` are in small letters.
  explicit SoughtNames(std::vector<std::string> names);
  bool Has(std::string_view id) const {
    return (lengths_ >> LengthBit(id.size()) & 1) != 0 && IsNamed(id);
  }

 private:
  // Most ids have a length that no name has: only the others are compared.
  static uint64_t LengthBit(size_t length) { return length < 63 ? length : 63; }
  bool IsNamed(std::string_view id) const;

  std::vector<std::string> names_;
  uint64_t lengths_ = 0;
};

}  // namespace winback::events
