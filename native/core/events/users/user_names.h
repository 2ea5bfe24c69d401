// Ids of users as numbers in order of first appearance: open addressing over one text of all ids.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace winback::events {

class UserNames {
 public:
  UserNames();

  // The number of each id; new ids are taken in. Throws kBadInput beyond 2^32 - 2 users.
  void Intern(std::span<std::string_view const> ids, uint32_t* users);
  // kNobody for an id that is not there.
  uint32_t Find(std::string_view id) const;

  uint32_t Count() const { return static_cast<uint32_t>(ends_.size()); }
  std::string_view Name(uint32_t user) const {
    uint64_t const begin = user == 0 ? 0 : ends_[user - 1];
    return {text_.data() + begin, static_cast<size_t>(ends_[user] - begin)};
  }

  uint64_t Bytes() const {
    return slots_.capacity() * sizeof(Slot) + text_.capacity() +
           ends_.capacity() * sizeof(uint64_t);
  }

  static constexpr uint32_t kNobody = UINT32_MAX;

 private:
  // The bytes at both ends of an id and its length: up to 16 bytes they say all, so that the text
  // of most ids, which is elsewhere in memory, is not looked at.
  struct Key {
    uint64_t first = 0;
    uint64_t last = 0;
    uint64_t hash = 0;
    uint64_t length = 0;
  };
  struct Slot {
    uint64_t first = 0;
    uint64_t last = 0;
    uint64_t hash = 0;
    uint32_t length = 0;  // the lower 32 bits
    uint32_t user = kNobody;
  };
  static Key KeyOf(std::string_view id);
  uint32_t FindKey(std::string_view id, Key const& key, uint64_t& slot) const;
  uint32_t Add(std::string_view id, Key const& key, uint64_t slot);
  void Grow();

  std::vector<Slot> slots_;
  uint64_t mask_;
  std::vector<char> text_;
  std::vector<uint64_t> ends_;  // of each id in text_
};

}  // namespace winback::events
