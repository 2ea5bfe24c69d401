#include "core/events/users/user_names.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/error.h"
#include "core/base/huge_pages.h"

namespace winback::events {
namespace {

constexpr uint64_t kFirstSlots = 1 << 12;

// The upper bits of the first product, folded: a multiplication of 64 by 64 bits in halves.
uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t const product = a * b;
  return product ^ (product >> 32) ^ ((a >> 32) * (b >> 32));
}

uint64_t HashOf(std::string_view id) {
  uint64_t hash = 0x9E3779B97F4A7C15 ^ id.size();
  char const* at = id.data();
  size_t left = id.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    hash = Mix(hash ^ word, 0xA0761D6478BD642F);
  }
  uint64_t word = 0;
  std::memcpy(&word, at, left);
  return Mix(Mix(hash ^ word, 0xE7037ED1A0B428DB), 0x8EBC6AF09C88C6E3);
}

uint32_t UpperHalf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

UserNames::UserNames() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

void UserNames::Intern(std::span<std::string_view const> ids, uint32_t* users) {
  // Slots of a group are asked for together: each would otherwise be waited for.
  constexpr size_t kGroup = 16;
  std::array<uint64_t, kGroup> hashes;
  for (size_t from = 0; from < ids.size(); from += kGroup) {
    size_t const count = std::min(kGroup, ids.size() - from);
    for (size_t k = 0; k < count; ++k) {
      hashes[k] = HashOf(ids[from + k]);
      __builtin_prefetch(&slots_[hashes[k] & mask_]);
    }
    for (size_t k = 0; k < count; ++k) {
      uint32_t const user = slots_[hashes[k] & mask_].user;
      if (user != kNobody) __builtin_prefetch(&ends_[user]);
    }
    for (size_t k = 0; k < count; ++k) {
      uint32_t const user = slots_[hashes[k] & mask_].user;
      if (user != kNobody) __builtin_prefetch(Name(user).data());
    }
    for (size_t k = 0; k < count; ++k) {
      uint64_t slot = 0;
      uint32_t const found = FindHashed(ids[from + k], hashes[k], slot);
      users[from + k] = found == kNobody ? Add(ids[from + k], hashes[k], slot) : found;
    }
  }
}

uint32_t UserNames::Find(std::string_view id) const {
  uint64_t slot = 0;
  return FindHashed(id, HashOf(id), slot);
}

// `slot` becomes the place of the id, or the free one where it belongs.
uint32_t UserNames::FindHashed(std::string_view id, uint64_t hash, uint64_t& slot) const {
  for (slot = hash & mask_;; slot = (slot + 1) & mask_) {
    Slot const& held = slots_[slot];
    if (held.user == kNobody) return kNobody;
    if (held.hash == UpperHalf(hash) && Name(held.user) == id) return held.user;
  }
}

uint32_t UserNames::Add(std::string_view id, uint64_t hash, uint64_t slot) {
  Require(Count() < kNobody - 1, "more than 4,294,967,293 users");
  uint32_t const user = Count();
  text_.insert(text_.end(), id.begin(), id.end());
  ends_.push_back(text_.size());
  slots_[slot] = {user, UpperHalf(hash)};
  if (uint64_t{2} * Count() > mask_) Grow();
  return user;
}

void UserNames::Grow() {
  std::vector<Slot> larger;
  larger.reserve(slots_.size() * 2);
  AdviseHugePages(larger.data(), larger.capacity() * sizeof(Slot));
  larger.resize(slots_.size() * 2);
  slots_.swap(larger);
  mask_ = slots_.size() - 1;
  for (uint32_t user = 0; user < Count(); ++user) {
    uint64_t const hash = HashOf(Name(user));
    uint64_t slot = hash & mask_;
    while (slots_[slot].user != kNobody) slot = (slot + 1) & mask_;
    slots_[slot] = {user, UpperHalf(hash)};
  }
}

}  // namespace winback::events
