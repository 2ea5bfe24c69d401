// Arrays of plain values in a checksummed file: what forest_file.cpp writes and reads with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace winback::forest {

constexpr size_t kFileHeader = 64;
constexpr size_t kFileAlign = 64;

// Throws kBadModel "forest file: what".
[[noreturn]] void BadFile(std::string const& what);

// Appends arrays, each on a 64-byte boundary.
class FileWriter {
 public:
  static constexpr bool kReads = false;
  FileWriter() : bytes_(kFileHeader, 0) {}

  template <class T>
  void Value(T const& value) {
    std::vector<T> one{value};
    Array(one, 1);
  }
  template <class T>
  void Array(std::vector<T> const& values, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
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

// Takes them out again in the same order.
class FileReader {
 public:
  static constexpr bool kReads = true;
  // Checks the header: ours, this version, whole, undamaged.
  explicit FileReader(std::span<uint8_t const> bytes);

  template <class T>
  void Value(T& value) {
    std::vector<T> one;
    Array(one, 1);
    value = one.front();
  }
  template <class T>
  void Array(std::vector<T>& values, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > (bytes_.size() - at_) / sizeof(T)) BadFile("an array is longer than the file");
    values.resize(count);
    size_t const size = count * sizeof(T);
    if (size > 0) std::memcpy(values.data(), bytes_.data() + at_, size);
    at_ = std::min(bytes_.size(), at_ + (size + kFileAlign - 1) / kFileAlign * kFileAlign);
  }
  void End() const {
    if (at_ != bytes_.size()) BadFile("it holds more than a forest");
  }

 private:
  std::span<uint8_t const> bytes_;
  size_t at_ = kFileHeader;
};

}  // namespace winback::forest
