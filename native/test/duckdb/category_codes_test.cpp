#include "duckdb/category_codes.h"

#include <cstring>
#include <map>

#include "test/check.h"

using namespace winback;
using duckdb::CategoryCodes;
using duckdb::Text;

namespace {

Text TextOf(std::string const& value) {
  Text text;
  std::memset(&text, 0, sizeof text);
  text.length = static_cast<uint32_t>(value.size());
  if (value.size() <= Text::kInline) {
    std::memcpy(text.prefix, value.data(), value.size());
  } else {
    std::memcpy(text.prefix, value.data(), sizeof text.prefix);
    text.pointer = value.data();
  }
  return text;
}

}  // namespace

TEST("category codes are those of a map, for names short and long, with every byte") {
  uint64_t state = 7;
  auto const next = [&](uint64_t below) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return (state >> 33) % below;
  };
  std::map<std::string, int32_t> expected;
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    std::string name(next(20), '\0');
    for (char& c : name) c = static_cast<char>(next(4));  // few letters: names that nearly agree
    if (expected.emplace(name, static_cast<int32_t>(names.size())).second) names.push_back(name);
  }
  CategoryCodes const codes(names);
  for (auto const& [name, code] : expected) CHECK_EQ(codes.CodeOf(TextOf(name)), code);
  for (int i = 0; i < 3000; ++i) {
    std::string name(next(20), '\0');
    for (char& c : name) c = static_cast<char>(next(5));
    auto const found = expected.find(name);
    CHECK_EQ(codes.CodeOf(TextOf(name)), found == expected.end() ? -1 : found->second);
  }
}

TEST("without names nothing has a code") {
  CategoryCodes const codes({});
  CHECK_EQ(codes.CodeOf(TextOf("")), -1);
  CHECK_EQ(codes.CodeOf(TextOf("a name that is not short")), -1);
}
