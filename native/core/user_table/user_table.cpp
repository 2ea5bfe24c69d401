#include "core/user_table/user_table.h"

#include <cstring>

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/user_table/parts.h"

namespace winback::users {
namespace {

[[noreturn]] void Bad(char const* what) {
  throw Error(ErrorCode::kBadModel, std::string("feature file: ") + what);
}

uint64_t Aligned(uint64_t bytes) { return (bytes + 63) / 64 * 64; }

Header HeaderOf(std::span<uint8_t const> bytes) {
  Header header;
  if (bytes.size() < sizeof(header)) Bad("it is too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(header.magic)) != 0) Bad("it is none");
  if (header.version != kVersion) Bad("it is of another version of winback");
  constexpr uint64_t kMost = uint64_t{1} << 31;
  if (header.rows >= kMost || header.features > 100'000 || header.slots > kMost * 4 ||
      header.key_bytes >= (uint64_t{1} << 40) || header.description_bytes >= kMost) {
    Bad("a length in its head is not possible");
  }
  bool const power = header.slots > 0 && (header.slots & (header.slots - 1)) == 0;
  if (!power || header.slots < 2 * header.rows) Bad("its index has the wrong size");
  return header;
}

}  // namespace

Sections::Sections(Header const& header) {
  slots = sizeof(Header);
  offsets = slots + Aligned(header.slots * sizeof(uint32_t));
  keys = offsets + Aligned((header.rows + 1) * sizeof(uint64_t));
  description = keys + Aligned(header.key_bytes);
  values = description + Aligned(header.description_bytes);
  end = values + Aligned(header.rows * header.features * sizeof(double));
  if (end >= (uint64_t{1} << 48)) Bad("it would be too large");
}

uint64_t HashOf(std::string_view id) {
  uint64_t hash = 0xcbf29ce484222325;
  size_t at = 0;
  for (; at + 8 <= id.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, id.data() + at, 8);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  for (; at < id.size(); ++at) hash = (hash ^ static_cast<uint8_t>(id[at])) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

uint64_t SumUp(uint64_t sum, std::span<uint8_t const> bytes) {
  return (sum ^ Checksum(bytes)) * 0x100000001b3;
}

UserTable::UserTable(forest::FileBytes file, forest::FileWatch watch)
    : file_(std::move(file)),
      guard_(file_.bytes),
      watch_(std::move(watch)),
      header_(HeaderOf(file_.bytes)) {
  auto const& bytes = file_.bytes;
  Sections const at(header_);
  if (header_.file_bytes != bytes.size() || at.end != bytes.size()) Bad("it was cut or is damaged");
  auto const section = [&](uint64_t from, uint64_t to) { return bytes.subspan(from, to - from); };
  uint64_t sum = SumUp(0, section(at.slots, at.values));
  uint64_t const block = kBlockRows * header_.features * sizeof(double);
  for (uint64_t from = at.values; from < at.end; from += block) {
    sum = SumUp(sum, section(from, std::min(from + block, at.end)));
  }
  if (sum != header_.checksum) Bad("its checksum differs: it is damaged");
  slots_ = {reinterpret_cast<uint32_t const*>(bytes.data() + at.slots), header_.slots};
  offsets_ = {reinterpret_cast<uint64_t const*>(bytes.data() + at.offsets), header_.rows + 1};
  keys_ = reinterpret_cast<char const*>(bytes.data() + at.keys);
  values_ = reinterpret_cast<double const*>(bytes.data() + at.values);
  CheckKeys();
}

void UserTable::CheckKeys() const {
  for (uint32_t const slot : slots_) {
    if (slot > header_.rows) Bad("its index leads out of it");
  }
  for (uint64_t row = 0; row < header_.rows; ++row) {
    if (offsets_[row] > offsets_[row + 1]) Bad("its ids overlap");
  }
  if (offsets_[0] != 0 || offsets_[header_.rows] != header_.key_bytes) Bad("its ids do not fit");
}

double const* UserTable::Find(std::string_view id) const {
  uint64_t const mask = header_.slots - 1;
  // A hostile index may have no empty slot: then every slot is looked at once.
  uint64_t slot = HashOf(id) & mask;
  for (uint64_t tried = 0; tried <= mask; ++tried, slot = (slot + 1) & mask) {
    uint32_t const found = slots_[slot];
    if (found == 0) return nullptr;
    uint64_t const row = found - 1;
    if (row >= header_.rows) return nullptr;
    uint64_t const from = offsets_[row];
    uint64_t const to = offsets_[row + 1];
    if (from > to || to > header_.key_bytes) return nullptr;
    std::string_view const key(keys_ + from, to - from);
    if (key == id) return values_ + row * header_.features;
  }
  return nullptr;
}

bool UserTable::Changed() const {
  if (changed_.load() || guard_.HasGap()) return true;
  auto const now = Clock::now();
  if (now < next_look_.load()) return false;
  next_look_.store(now + kLookEvery);
  if (!watch_.Changed()) return false;
  changed_.store(true);
  return true;
}

std::string_view UserTable::Description() const {
  Sections const at(header_);
  return {reinterpret_cast<char const*>(file_.bytes.data() + at.description),
          header_.description_bytes};
}

}  // namespace winback::users
