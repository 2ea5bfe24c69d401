#include "core/events/users/user_names.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/error.h"
#include "core/base/huge_pages.h"

namespace winback::events {
namespace {

// Few: a run has names in each of its buckets.
constexpr uint64_t kFirstSlots = 1 << 8;
// Ids of at most so many bytes are all in their key.
constexpr size_t kWholeKey = 16;

template <class T>
uint64_t Load(char const* at) {
  T word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The upper bits of the product, folded: a multiplication of 64 by 64 bits in halves.
uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t const product = a * b;
  return product ^ (product >> 32) ^ ((a >> 32) * (b >> 32));
}

// The first and the last bytes: together all of a text of 1 to 16 bytes. They may overlap.
struct Ends {
  uint64_t first;
  uint64_t last;
};

Ends EndsOf(std::string_view id) {
  char const* const at = id.data();
  size_t const bytes = id.size();
  if (bytes >= 8) return {Load<uint64_t>(at), Load<uint64_t>(at + bytes - 8)};
  if (bytes >= 4) return {Load<uint32_t>(at), Load<uint32_t>(at + bytes - 4)};
  if (bytes == 0) return {0, 0};
  uint64_t const middle = Load<uint8_t>(at + bytes / 2);
  return {Load<uint8_t>(at) | middle << 8, Load<uint8_t>(at + bytes - 1)};
}

uint64_t HashOf(std::string_view id, Ends ends) {
  uint64_t hash = Mix(ends.first ^ 0x9E3779B97F4A7C15 ^ id.size(), 0xA0761D6478BD642F);
  if (id.size() > kWholeKey) {
    for (size_t at = 8; at + 8 < id.size(); at += 8) {
      hash = Mix(hash ^ Load<uint64_t>(id.data() + at), 0xA0761D6478BD642F);
    }
  }
  return Mix(Mix(hash ^ ends.last, 0xE7037ED1A0B428DB), 0x8EBC6AF09C88C6E3);
}

}  // namespace

UserNames::UserNames() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

UserNames::Key UserNames::KeyOf(std::string_view id) {
  Ends const ends = EndsOf(id);
  return {ends.first, ends.last, HashOf(id, ends), id.size()};
}

void UserNames::Intern(std::span<std::string_view const> ids, uint32_t* users) {
  // Slots of a group are asked for together: each would otherwise be waited for.
  constexpr size_t kGroup = 16;
  std::array<Key, kGroup> keys;
  for (size_t from = 0; from < ids.size(); from += kGroup) {
    size_t const count = std::min(kGroup, ids.size() - from);
    for (size_t k = 0; k < count; ++k) {
      keys[k] = KeyOf(ids[from + k]);
      __builtin_prefetch(&slots_[keys[k].hash & mask_]);
    }
    for (size_t k = 0; k < count; ++k) {
      if (keys[k].length <= kWholeKey) continue;
      uint32_t const user = slots_[keys[k].hash & mask_].user;
      if (user != kNobody) __builtin_prefetch(Name(user).data());
    }
    for (size_t k = 0; k < count; ++k) {
      uint64_t slot = 0;
      uint32_t const found = FindKey(ids[from + k], keys[k], slot);
      users[from + k] = found == kNobody ? Add(ids[from + k], keys[k], slot) : found;
    }
  }
}

uint32_t UserNames::Find(std::string_view id) const {
  uint64_t slot = 0;
  return FindKey(id, KeyOf(id), slot);
}

// `slot` becomes the place of the id, or the free one where it belongs.
uint32_t UserNames::FindKey(std::string_view id, Key const& key, uint64_t& slot) const {
  for (slot = key.hash & mask_;; slot = (slot + 1) & mask_) {
    Slot const& held = slots_[slot];
    if (held.user == kNobody) return kNobody;
    bool const alike = held.first == key.first && held.last == key.last &&
                       held.length == static_cast<uint32_t>(key.length) && held.hash == key.hash;
    if (alike && (key.length <= kWholeKey || Name(held.user) == id)) return held.user;
  }
}

uint32_t UserNames::Add(std::string_view id, Key const& key, uint64_t slot) {
  Require(Count() < kNobody - 1, "more than 4,294,967,293 users");
  uint32_t const user = Count();
  text_.insert(text_.end(), id.begin(), id.end());
  ends_.push_back(text_.size());
  slots_[slot] = {key.first, key.last, key.hash, static_cast<uint32_t>(key.length), user};
  if (uint64_t{3} * Count() > uint64_t{2} * mask_) Grow();
  return user;
}

void UserNames::Grow() {
  std::vector<Slot> larger;
  larger.reserve(slots_.size() * 2);
  AdviseHugePages(larger.data(), larger.capacity() * sizeof(Slot));
  larger.resize(slots_.size() * 2);
  uint64_t const mask = larger.size() - 1;
  for (Slot const& held : slots_) {
    if (held.user == kNobody) continue;
    uint64_t slot = held.hash & mask;
    while (larger[slot].user != kNobody) slot = (slot + 1) & mask;
    larger[slot] = held;
  }
  slots_.swap(larger);
  mask_ = mask;
}

}  // namespace winback::events
