// A file of rows by user: written once a night, mapped by every process that serves.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/forest/file/file_arrays.h"
#include "core/forest/file/file_watch.h"
#include "core/forest/file/mapping_guard.h"

namespace winback::users {

// The first bytes of the file; every section begins on a boundary of 64 bytes. Little-endian.
struct Header {
  char magic[8];
  uint32_t version;
  uint32_t features;
  uint64_t rows;
  uint64_t slots;  // a power of two, at least twice the rows
  uint64_t key_bytes;
  uint64_t description_bytes;
  uint64_t checksum;  // of everything behind the header
  uint64_t file_bytes;
};
static_assert(sizeof(Header) == 64);

// Where the sections begin, in the order of the file. Throws kBadModel where they do not fit 2^48.
struct Sections {
  uint64_t slots;        // uint32: row + 1, 0 = empty
  uint64_t offsets;      // uint64: where the key of each row begins, and the end
  uint64_t keys;         // UTF-8
  uint64_t description;  // UTF-8
  uint64_t values;       // float64, row by row
  uint64_t end;
  explicit Sections(Header const& header);
};

// Rows whose values are summed up at a time: they are written, and read again, in such blocks.
constexpr uint64_t kBlockRows = 4096;

uint64_t HashOf(std::string_view id);

class UserTable {
 public:
  // Checks every length and index of the file, and its checksum. Throws kBadModel.
  explicit UserTable(forest::FileBytes file, forest::FileWatch watch = {});

  // The row of a user; null for an id that the file does not have. It stays inside of the file
  // whatever is written there meanwhile: who reads the row asks `Changed` afterwards.
  double const* Find(std::string_view id) const;

  // Whether the file was written or cut since it was opened: nothing in it can be trusted then. A
  // page that is missing shows at once, other writing within kLookEvery.
  bool Changed() const;

  uint64_t Rows() const { return header_.rows; }
  uint32_t Features() const { return header_.features; }
  std::string_view Description() const;

 private:
  void CheckKeys() const;

  using Clock = std::chrono::steady_clock;
  // The system is asked so often: each time costs more than a look-up.
  static constexpr std::chrono::milliseconds kLookEvery{1};

  forest::FileBytes file_;
  forest::MappingGuard guard_;  // ends before the mapping
  forest::FileWatch watch_;
  mutable std::atomic<bool> changed_{false};
  mutable std::atomic<Clock::time_point> next_look_{};
  Header header_;
  std::span<uint32_t const> slots_;
  std::span<uint64_t const> offsets_;
  char const* keys_;
  double const* values_;
};

// What is written: ids one behind another with where each begins, and one column a feature.
struct UserRows {
  std::span<uint8_t const> keys;
  std::vector<uint64_t> offsets;
  std::vector<std::span<double const>> columns;
  std::string description;
};

// Writes a file that does not exist yet. Throws kBadInput for an id that comes twice or is empty,
// kIo.
void WriteUserTable(std::string const& path, UserRows const& rows);

}  // namespace winback::users
