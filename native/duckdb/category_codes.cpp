#include "duckdb/category_codes.h"

#include <bit>
#include <cstring>

namespace winback::duckdb {
namespace {

struct Words {
  uint64_t low;
  uint64_t high;
};

Words WordsOf(Text const& text) {
  Words words;
  std::memcpy(&words, &text, sizeof words);
  return words;
}

// DuckDB fills what a short text does not use with zeros, so equal texts have equal words.
Words WordsOf(std::string_view name) {
  unsigned char bytes[sizeof(Text)] = {};
  auto const length = static_cast<uint32_t>(name.size());
  std::memcpy(bytes, &length, sizeof length);
  std::memcpy(bytes + sizeof length, name.data(), name.size());
  Words words;
  std::memcpy(&words, bytes, sizeof words);
  return words;
}

uint64_t Hash(Words words) {
  uint64_t const mixed = (words.low ^ std::rotl(words.high, 29)) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >> 32);
}

}  // namespace

CategoryCodes::CategoryCodes(std::vector<std::string> names)
    : places_(std::bit_ceil(names.size() * 2 + 1)),
      mask_(places_.size() - 1),
      names_(std::move(names)) {
  for (size_t code = 0; code < names_.size(); ++code) {
    std::string const& name = names_[code];
    if (name.size() <= Text::kInline) {
      AddShort(name, static_cast<int32_t>(code));
    } else {
      long_.emplace(name, static_cast<int32_t>(code));
    }
  }
}

void CategoryCodes::AddShort(std::string_view name, int32_t code) {
  Words const words = WordsOf(name);
  uint64_t at = Hash(words) & mask_;
  while (places_[at].code >= 0) at = (at + 1) & mask_;
  places_[at] = {words.low, words.high, code};
}

int32_t CategoryCodes::CodeOf(Text const& text) const {
  if (text.length > Text::kInline) {
    auto const found = long_.find({text.pointer, text.length});
    return found == long_.end() ? -1 : found->second;
  }
  Words const words = WordsOf(text);
  for (uint64_t at = Hash(words) & mask_;; at = (at + 1) & mask_) {
    Place const& place = places_[at];
    if (place.code < 0 || (place.low == words.low && place.high == words.high)) return place.code;
  }
}

}  // namespace winback::duckdb
