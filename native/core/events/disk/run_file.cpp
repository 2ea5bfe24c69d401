#include "core/events/disk/run_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <string_view>

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/huge_pages.h"

namespace winback::events {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::string_view kMagic = "WBEVENTS";
constexpr uint32_t kVersion = 1;
constexpr size_t kAlign = 64;

struct Header {
  char magic[8];
  uint32_t version;
  uint32_t keyed;
  uint64_t size;
  uint64_t checksum;
  char zeros[32];
};
static_assert(sizeof(Header) == kAlign);

constexpr uint64_t kFirst = sizeof(Header) + sizeof(SectionEntry) * kBuckets;
static_assert(kFirst % kAlign == 0);

constexpr uint64_t Aligned(uint64_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; }

uint64_t BytesOf(SectionEntry const& entry, bool keyed) {
  uint64_t const event = sizeof(Event) + (keyed ? sizeof(uint64_t) : 0);
  return entry.events * event + entry.users * 2 * sizeof(uint32_t) + entry.name_bytes;
}

template <class T>
std::span<uint8_t const> BytesIn(std::span<T const> values) {
  return {reinterpret_cast<uint8_t const*>(values.data()), values.size_bytes()};
}

std::span<uint8_t const> DirectoryBytes(std::array<SectionEntry, kBuckets> const& entries) {
  return BytesIn(std::span<SectionEntry const>(entries));
}

// Each end at or behind the one before, the last at `size`.
bool AreEnds(std::span<uint32_t const> ends, uint64_t size) {
  return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == size;
}

std::shared_ptr<uint8_t> MemoryFor(uint64_t bytes) {
  constexpr std::align_val_t kBoundary{kAlign};
  auto* const memory = static_cast<uint8_t*>(::operator new(std::max(bytes, kFirst), kBoundary));
  AdviseHugePages(memory, bytes);
  return {memory, [](uint8_t* at) { ::operator delete(at, std::align_val_t{kAlign}); }};
}

}  // namespace

RunWriter::RunWriter(std::string const& path, bool keyed)
    : file_(File::ToWrite(path)), keyed_(keyed), end_(kFirst) {}

void RunWriter::Write(Section const& section) {
  SectionEntry& entry = entries_[next_++];
  entry = {end_, section.events.size(), section.Users(), section.names.size(), 0};
  std::vector<uint8_t> bytes;
  bytes.reserve(Aligned(events::BytesOf(entry, keyed_)));
  auto const add = [&](auto const& part) {
    auto const raw = BytesIn(std::span(part.data(), part.size()));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  };
  add(section.events);
  if (keyed_) add(section.keys);
  add(section.run_ends);
  add(section.name_ends);
  add(section.names);
  entry.checksum = Checksum(bytes);
  bytes.resize(Aligned(bytes.size()));
  file_.WriteAt(end_, bytes);
  end_ += bytes.size();
}

void RunWriter::Finish() {
  Header header{};
  std::memcpy(header.magic, kMagic.data(), kMagic.size());
  header.version = kVersion;
  header.keyed = keyed_ ? 1 : 0;
  header.size = end_;
  header.checksum = Checksum(DirectoryBytes(entries_));
  file_.WriteAt(sizeof header, DirectoryBytes(entries_));
  file_.WriteAt(0, BytesIn(std::span<Header const>(&header, 1)));
  file_.Sync();
}

RunFile::RunFile(std::string const& path) : file_(File::ToRead(path)), size_(file_.Size()) {
  if (size_ < kFirst) Damaged("it is shorter than its directory");
  Header header;
  file_.ReadAt(0, {reinterpret_cast<uint8_t*>(&header), sizeof header});
  file_.ReadAt(sizeof header, {reinterpret_cast<uint8_t*>(entries_.data()), sizeof entries_});
  if (std::string_view(header.magic, kMagic.size()) != kMagic) Damaged("it is no run of events");
  if (header.version != kVersion) Damaged("it is of another version");
  if (header.size != size_) Damaged("its size is not the one it was written with");
  if (header.checksum != Checksum(DirectoryBytes(entries_))) Damaged("its directory is damaged");
  keyed_ = header.keyed != 0;
  uint64_t end = kFirst;
  for (SectionEntry const& entry : entries_) {
    bool const fits = entry.events <= UINT32_MAX && entry.users <= entry.events &&
                      entry.name_bytes <= UINT32_MAX && entry.place == end;
    if (!fits) Damaged("its directory does not fit together");
    end += Aligned(events::BytesOf(entry, keyed_));
  }
  if (end != size_) Damaged("its directory does not fit together");
}

uint64_t RunFile::BytesOf(uint32_t first, uint32_t after) const {
  uint64_t const end = after == kBuckets ? size_ : entries_[after].place;
  return end - entries_[first].place;
}

ReadSections RunFile::Read(uint32_t first, uint32_t after) const {
  uint64_t const bytes = BytesOf(first, after);
  uint64_t const begin = entries_[first].place;
  auto const memory = MemoryFor(bytes);
  file_.ReadAt(begin, {memory.get(), bytes});
  ReadSections read;
  for (uint32_t bucket = first; bucket < after; ++bucket) {
    read.sections.push_back(SectionAt(memory.get() + (entries_[bucket].place - begin), bucket));
  }
  read.memory = memory;
  return read;
}

Section RunFile::SectionAt(uint8_t const* bytes, uint32_t bucket) const {
  SectionEntry const& entry = entries_[bucket];
  if (Checksum({bytes, events::BytesOf(entry, keyed_)}) != entry.checksum) {
    Damaged("its checksum of bucket " + std::to_string(bucket) + " does not fit");
  }
  auto const take = [&]<class T>(T const*, uint64_t count) {
    std::span<T const> const part{reinterpret_cast<T const*>(bytes), count};
    bytes += part.size_bytes();
    return part;
  };
  Section section;
  section.events = take(static_cast<Event const*>(nullptr), entry.events);
  if (keyed_) section.keys = take(static_cast<uint64_t const*>(nullptr), entry.events);
  section.run_ends = take(static_cast<uint32_t const*>(nullptr), entry.users);
  section.name_ends = take(static_cast<uint32_t const*>(nullptr), entry.users);
  auto const names = take(static_cast<char const*>(nullptr), entry.name_bytes);
  section.names = {names.data(), names.size()};
  bool const fits =
      AreEnds(section.run_ends, entry.events) && AreEnds(section.name_ends, entry.name_bytes);
  if (!fits) Damaged("bucket " + std::to_string(bucket) + " does not fit together");
  return section;
}

void RunFile::Damaged(std::string const& what) const {
  throw Error(ErrorCode::kBadInput, file_.Path() + " cannot be used as a run of events: " + what);
}

}  // namespace winback::events
