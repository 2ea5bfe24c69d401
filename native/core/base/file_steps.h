// Steps on the file system that cannot be half done, for writers that a kill may end at any moment.
#pragma once

#include <memory>
#include <string>

namespace winback {

// Exchanges two paths in one step. False where the file system cannot: both stay as they were.
// Throws kIo for any other failure.
bool ExchangePaths(std::string const& first, std::string const& second);

// An open file that no other process, and no second opening in this one, can lock. The system ends
// the lock with the process, however that ends. The file is removed with the lock.
class FileLock {
 public:
  // Null where another holder lives. Throws kIo.
  static std::shared_ptr<FileLock> Take(std::string const& path);

  FileLock(FileLock const&) = delete;
  FileLock& operator=(FileLock const&) = delete;
  ~FileLock();

 private:
  FileLock(int file, std::string path) : file_(file), path_(std::move(path)) {}

  int file_;
  std::string path_;
};

}  // namespace winback
