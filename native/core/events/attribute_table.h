// Attributes of users as codes, with the day from which each row of them holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::events {

class AttributeTable {
 public:
  explicit AttributeTable(size_t fields) : fields_(fields) {}

  // `codes` has one code a field; -1 = missing.
  void Add(uint32_t user, int32_t valid_from, std::span<int32_t const> codes);
  // Once, after the last Add. @param users numbers are below it
  void Finish(uint32_t users);

  size_t Fields() const { return fields_; }
  // The row of `user` that holds on `day`: the last one from then or before; empty without one.
  std::span<int32_t const> Of(uint32_t user, int32_t day) const;

 private:
  size_t fields_;
  std::vector<uint32_t> users_;
  std::vector<int32_t> days_;
  std::vector<int32_t> codes_;
  std::vector<uint64_t> starts_;
  std::vector<uint64_t> rows_;  // by user, then day
};

}  // namespace winback::events
