// A file that is read and written at places, whole or with an error that names it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace winback {

// Bytes of a file as memory, which the system reads when they are looked at.
class MappedBytes {
 public:
  MappedBytes() = default;
  MappedBytes(void* begin, uint64_t bytes);

  uint8_t const* Begin() const { return begin_.get(); }
  std::shared_ptr<void const> Owner() const { return begin_; }
  // The memory that holds what was looked at so far goes back to the system.
  void LetGo() const;

 private:
  std::shared_ptr<uint8_t> begin_;
  uint64_t bytes_ = 0;
};

// Every call throws kIo with the file's name and the system's reason.
class File {
 public:
  static File ToRead(std::string const& path);
  // Made anew; fails where there is one.
  static File ToWrite(std::string const& path);
  // Has no name: the system removes it when it is closed or the process ends.
  static File Unnamed(std::string const& folder);

  File(File&& other) noexcept;
  File& operator=(File const&) = delete;
  ~File();

  // Fails where the file ends before.
  void ReadAt(uint64_t place, std::span<uint8_t> bytes) const;
  void WriteAt(uint64_t place, std::span<uint8_t const> bytes);
  uint64_t Size() const;
  // For files that nobody can cut short meanwhile: those without a name.
  MappedBytes Map() const;
  // Returns when the bytes are on the disk.
  void Sync();
  std::string const& Path() const { return path_; }

 private:
  File(int file, std::string path) : file_(file), path_(std::move(path)) {}

  int file_;
  std::string path_;
};

}  // namespace winback
