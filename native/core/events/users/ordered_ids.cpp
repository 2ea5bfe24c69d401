#include "core/events/users/ordered_ids.h"

#include <algorithm>
#include <cstring>

namespace winback::events {
namespace {

uint64_t BigEndian(char const* bytes) {
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | static_cast<unsigned char>(bytes[i]);
  return word;
}

}  // namespace

OrderedId OrderedIdOf(std::string_view id, uint32_t user) {
  char bytes[16] = {};
  // An empty text may have no bytes to copy from.
  if (!id.empty()) std::memcpy(bytes, id.data(), std::min<size_t>(id.size(), sizeof bytes));
  return {id, BigEndian(bytes), BigEndian(bytes + 8), user};
}

void SortIds(std::vector<OrderedId>& ids) {
  std::sort(ids.begin(), ids.end(), [](OrderedId const& a, OrderedId const& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    int const texts = a.id.compare(b.id);
    return texts != 0 ? texts < 0 : a.user < b.user;
  });
}

}  // namespace winback::events
