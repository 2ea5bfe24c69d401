// Arrays of plain values in a checksummed file: what forest_file.cpp writes and reads with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/array.h"

namespace winback::forest {

constexpr size_t kFileHeader = 64;
constexpr size_t kFileAlign = 64;

// Throws kBadModel "forest file: what".
[[noreturn]] void BadFile(std::string const& what);

// A file's bytes on a 64-byte boundary, and what keeps them there.
struct FileBytes {
  std::span<uint8_t const> bytes;
  std::shared_ptr<void const> memory;
};

// A copy on such a boundary.
FileBytes AlignedCopy(std::span<uint8_t const> bytes);

// Appends arrays, each on a 64-byte boundary.
class FileWriter {
 public:
  static constexpr bool kReads = false;
  FileWriter() : bytes_(kFileHeader, 0) {}

  template <class T>
  void Value(T const& value) {
    Array(winback::Array<T>{value}, 1);
  }
  template <class T>
  void Array(winback::Array<T> const& values, size_t count) {
    size_t const at = bytes_.size();
    size_t const size = count * sizeof(T);
    bytes_.resize(at + (size + kFileAlign - 1) / kFileAlign * kFileAlign, 0);
    if (size > 0) std::memcpy(bytes_.data() + at, values.data(), size);
  }
  // Fills in the header and hands the bytes over.
  std::vector<uint8_t> Finish();

 private:
  std::vector<uint8_t> bytes_;
};

// Gives them out again in the same order, as views of the file.
class FileReader {
 public:
  static constexpr bool kReads = true;
  // Checks the header: ours, a known version, whole, undamaged. `bytes` on a 64-byte boundary.
  explicit FileReader(std::span<uint8_t const> bytes);

  template <class T>
  void Value(T& value) {
    winback::Array<T> one;
    Array(one, 1);
    value = std::as_const(one).front();
  }
  template <class T>
  void Array(winback::Array<T>& values, size_t count) {
    static_assert(alignof(T) <= kFileAlign);
    if (count > (bytes_.size() - at_) / sizeof(T)) BadFile("an array is longer than the file");
    values = winback::Array<T>::ViewOf({reinterpret_cast<T const*>(bytes_.data() + at_), count});
    size_t const size = count * sizeof(T);
    at_ = std::min(bytes_.size(), at_ + (size + kFileAlign - 1) / kFileAlign * kFileAlign);
  }
  // 3: without the description of features. 4: LightGBM's forests only.
  uint32_t Version() const { return version_; }
  void End() const {
    if (at_ != bytes_.size()) BadFile("it holds more than a forest");
  }

 private:
  std::span<uint8_t const> bytes_;
  uint32_t version_ = 0;
  size_t at_ = kFileHeader;
};

}  // namespace winback::forest
