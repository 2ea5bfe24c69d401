// Spaces around a text, as DuckDB's trim() takes them.
#pragma once

#include <string_view>

namespace winback::events {

// `text`, which is UTF-8, without the characters of Unicode's category Zs (space separators) around
// it.
std::string_view WithoutSpaces(std::string_view text);

}  // namespace winback::events
