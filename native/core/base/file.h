// A file that is read and written at places, whole or with an error that names it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace winback {

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
  // Returns when the bytes are on the disk.
  void Sync();
  std::string const& Path() const { return path_; }

 private:
  File(int file, std::string path) : file_(file), path_(std::move(path)) {}

  int file_;
  std::string path_;
};

}  // namespace winback
