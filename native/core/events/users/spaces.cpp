#include "core/events/users/spaces.h"

#include <array>

namespace winback::events {
namespace {

// All of category Zs but the space itself.
constexpr std::array<std::string_view, 16> kWideSpaces{
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Bytes of the space that `text` starts with, or ends with; 0 = none.
size_t SpaceAtStart(std::string_view text) {
  if (IsAscii(text.front())) return text.front() == ' ' ? 1 : 0;
  for (auto const space : kWideSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

size_t SpaceAtEnd(std::string_view text) {
  if (IsAscii(text.back())) return text.back() == ' ' ? 1 : 0;
  for (auto const space : kWideSpaces) {
    if (text.ends_with(space)) return space.size();
  }
  return 0;
}

}  // namespace

std::string_view WithoutSpaces(std::string_view text) {
  while (!text.empty()) {
    size_t const space = SpaceAtStart(text);
    if (space == 0) break;
    text.remove_prefix(space);
  }
  while (!text.empty()) {
    size_t const space = SpaceAtEnd(text);
    if (space == 0) break;
    text.remove_suffix(space);
  }
  return text;
}

}  // namespace winback::events
