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

  static constexpr uint32_t kNobody = UINT32_MAX;

 private:
  // The upper half of the hash beside the number: most slots of other ids are passed over without
  // looking at their text.
  struct Slot {
    uint32_t user = kNobody;
    uint32_t hash = 0;
  };
  uint32_t FindHashed(std::string_view id, uint64_t hash, uint64_t& slot) const;
  uint32_t Add(std::string_view id, uint64_t hash, uint64_t slot);
  void Grow();

  std::vector<Slot> slots_;
  uint64_t mask_;
  std::vector<char> text_;
  std::vector<uint64_t> ends_;  // of each id in text_
};

}  // namespace winback::events
