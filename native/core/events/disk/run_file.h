// Reads and writes a run. A file, little-endian:
//
//   "WBEVENTS", u32 version, u32 whether events have keys, u64 size of the whole, u64 checksum of
//   the directory, zeros up to byte 64; then the directory, an entry a bucket: u64 place, u64
//   events, u64 users, u64 bytes of names, u64 checksum; then the sections in order, each on a
//   64-byte boundary: events of 24 bytes (event.h), keys, ends of runs, ends of names, names.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/events/disk/section.h"

namespace winback::events {

struct SectionEntry {
  uint64_t place = 0;
  uint64_t events = 0;
  uint64_t users = 0;
  uint64_t name_bytes = 0;
  uint64_t checksum = 0;
};

class RunWriter {
 public:
  // Throws kIo where there is such a file, or the system refuses.
  RunWriter(std::string const& path, bool keyed);
  // Buckets in order, each once.
  void Write(Section const& section);
  // Returns when all is on the disk.
  void Finish();
  uint64_t Bytes() const { return end_; }

 private:
  File file_;
  bool keyed_;
  std::array<SectionEntry, kBuckets> entries_;
  uint32_t next_ = 0;
  uint64_t end_;
};

// Some sections of a run, and the memory they are in.
struct ReadSections {
  std::vector<Section> sections;
  std::shared_ptr<void const> memory;
};

class RunFile {
 public:
  // Throws kIo, kBadInput for what is no whole run of this version.
  explicit RunFile(std::string const& path);

  bool Keyed() const { return keyed_; }
  SectionEntry const& At(uint32_t bucket) const { return entries_[bucket]; }
  // Bytes of the sections of [first, after).
  uint64_t BytesOf(uint32_t first, uint32_t after) const;
  // Sections of the buckets [first, after), in one reading. Throws kIo, kBadInput for damage.
  ReadSections Read(uint32_t first, uint32_t after) const;

 private:
  Section SectionAt(uint8_t const* bytes, uint32_t bucket) const;
  [[noreturn]] void Damaged(std::string const& what) const;

  File file_;
  bool keyed_ = false;
  uint64_t size_ = 0;
  std::array<SectionEntry, kBuckets> entries_;
};

}  // namespace winback::events
