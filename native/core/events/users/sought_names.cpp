#include "core/events/users/sought_names.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace winback::events {

SoughtNames::SoughtNames(std::vector<std::string> names) : names_(std::move(names)) {
  for (auto const& name : names_) lengths_ |= uint64_t{1} << LengthBit(name.size());
}

bool SoughtNames::IsNamed(std::string_view id) const {
  auto const same = [](char given, char small) {
    return std::tolower(static_cast<unsigned char>(given)) == small;
  };
  return std::any_of(names_.begin(), names_.end(), [&](std::string const& name) {
    return name.size() == id.size() && std::equal(id.begin(), id.end(), name.begin(), same);
  });
}

}  // namespace winback::events
