#include <bit>
#include <cstring>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/user_table/parts.h"
#include "core/user_table/user_table.h"

namespace winback::users {
namespace {

std::string_view KeyOf(UserRows const& rows, uint64_t row) {
  auto const* const keys = reinterpret_cast<char const*>(rows.keys.data());
  return {keys + rows.offsets[row], rows.offsets[row + 1] - rows.offsets[row]};
}

Header HeaderFor(UserRows const& rows) {
  Require(!rows.offsets.empty() && rows.offsets.back() == rows.keys.size(), "the ids do not fit");
  uint64_t const count = rows.offsets.size() - 1;
  Require(count < (uint64_t{1} << 31), "a feature file has at most 2,147,483,647 users");
  for (auto const& column : rows.columns) {
    Require(column.size() == count, "a column of features has another length than the ids");
  }
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kVersion;
  header.features = static_cast<uint32_t>(rows.columns.size());
  header.rows = count;
  header.slots = std::bit_ceil(std::max<uint64_t>(2 * count, 16));
  header.key_bytes = rows.keys.size();
  header.description_bytes = rows.description.size();
  header.file_bytes = Sections(header).end;
  return header;
}

// Open addressing: the row of each id in the first free slot from its hash on.
void FillIndex(UserRows const& rows, std::span<uint32_t> slots) {
  uint64_t const mask = slots.size() - 1;
  for (uint64_t row = 0; row + 1 < rows.offsets.size(); ++row) {
    auto const key = KeyOf(rows, row);
    if (key.empty()) {
      throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) + " has no id of a user");
    }
    uint64_t slot = HashOf(key) & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (KeyOf(rows, slots[slot] - 1) != key) continue;
      throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) + ": the user \"" +
                                            std::string(key) + "\" appears again, first in row " +
                                            std::to_string(slots[slot]));
    }
    slots[slot] = static_cast<uint32_t>(row + 1);
  }
}

// Everything between the header and the values.
std::vector<uint8_t> IndexBytes(Header const& header, UserRows const& rows) {
  Sections const at(header);
  std::vector<uint8_t> bytes(at.values - at.slots, 0);
  auto const place = [&](uint64_t section) { return bytes.data() + (section - at.slots); };
  FillIndex(rows, {reinterpret_cast<uint32_t*>(place(at.slots)), header.slots});
  std::memcpy(place(at.offsets), rows.offsets.data(), rows.offsets.size() * sizeof(uint64_t));
  if (!rows.keys.empty()) std::memcpy(place(at.keys), rows.keys.data(), rows.keys.size());
  std::memcpy(place(at.description), rows.description.data(), rows.description.size());
  return bytes;
}

}  // namespace

void WriteUserTable(std::string const& path, UserRows const& rows) {
  Header header = HeaderFor(rows);
  Sections const at(header);
  auto const index = IndexBytes(header, rows);
  auto file = File::ToWrite(path);
  file.WriteAt(at.slots, index);
  uint64_t sum = SumUp(0, index);
  std::vector<double> block;
  for (uint64_t from = 0; from < header.rows && header.features > 0; from += kBlockRows) {
    uint64_t const count = std::min(kBlockRows, header.rows - from);
    bool const last = from + count == header.rows;
    uint64_t const place = at.values + from * header.features * sizeof(double);
    // The last block has the zeros up to the end of the file.
    block.assign(last ? (at.end - place) / sizeof(double) : count * header.features, 0.0);
    for (uint64_t feature = 0; feature < header.features; ++feature) {
      auto const column = rows.columns[feature].subspan(from, count);
      for (uint64_t i = 0; i < count; ++i) block[i * header.features + feature] = column[i];
    }
    std::span<uint8_t const> const bytes(reinterpret_cast<uint8_t const*>(block.data()),
                                         block.size() * sizeof(double));
    file.WriteAt(place, bytes);
    sum = SumUp(sum, bytes);
  }
  header.checksum = sum;
  file.WriteAt(0, {reinterpret_cast<uint8_t const*>(&header), sizeof(header)});
  file.Sync();
}

}  // namespace winback::users
