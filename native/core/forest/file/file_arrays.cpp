#include "core/forest/file/file_arrays.h"

#include <bit>
#include <new>
#include <string_view>
#include <utility>

#include "core/base/checksum.h"
#include "core/base/error.h"

namespace winback::forest {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::string_view kMagic = "WBFOREST";
constexpr uint32_t kVersion = 5;
constexpr uint32_t kOldestVersion = 3;

}  // namespace

void BadFile(std::string const& what) { throw Error(ErrorCode::kBadModel, "forest file: " + what); }

FileBytes AlignedCopy(std::span<uint8_t const> bytes) {
  constexpr std::align_val_t kAlign{kFileAlign};
  auto* const copy =
      static_cast<uint8_t*>(::operator new(std::max(bytes.size(), kFileAlign), kAlign));
  std::shared_ptr<void const> memory(copy, [](void* at) { ::operator delete(at, kAlign); });
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return {{copy, bytes.size()}, std::move(memory)};
}

std::vector<uint8_t> FileWriter::Finish() {
  uint64_t const size = bytes_.size();
  uint64_t const sum = Checksum(std::span(bytes_).subspan(kFileHeader));
  std::memcpy(bytes_.data(), kMagic.data(), 8);
  std::memcpy(bytes_.data() + 8, &kVersion, 4);
  std::memcpy(bytes_.data() + 16, &size, 8);
  std::memcpy(bytes_.data() + 24, &sum, 8);
  return std::move(bytes_);
}

FileReader::FileReader(std::span<uint8_t const> bytes) : bytes_(bytes) {
  if (reinterpret_cast<uintptr_t>(bytes.data()) % kFileAlign != 0) {
    throw Error(ErrorCode::kInternal, "a forest file must lie on a 64-byte boundary");
  }
  if (bytes.size() < kFileHeader || std::memcmp(bytes.data(), kMagic.data(), 8) != 0) {
    BadFile("not one of ours");
  }
  uint64_t size;
  uint64_t sum;
  std::memcpy(&version_, bytes.data() + 8, 4);
  std::memcpy(&size, bytes.data() + 16, 8);
  std::memcpy(&sum, bytes.data() + 24, 8);
  if (version_ < kOldestVersion || version_ > kVersion) {
    BadFile("version " + std::to_string(version_) + " is not read");
  }
  if (size != bytes.size() || size % kFileAlign != 0)
    BadFile("its size is not the one it was written with");
  if (sum != Checksum(bytes.subspan(kFileHeader)))
    BadFile("its checksum does not fit: it is damaged");
}

}  // namespace winback::forest
