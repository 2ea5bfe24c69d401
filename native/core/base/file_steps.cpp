#include "core/base/file_steps.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

#if defined(__linux__)
#include <sys/syscall.h>
#elif defined(__APPLE__)
#include <cstdio>
#endif

namespace winback {
namespace {

[[noreturn]] void FailWith(std::string const& what, int error) {
  throw Error(ErrorCode::kIo, what + ": " + std::strerror(error));
}

int ExchangeBySystem(char const* first, char const* second) {
#if defined(__linux__) && defined(SYS_renameat2)
  constexpr unsigned kExchange = 2;  // RENAME_EXCHANGE of <linux/fs.h>
  return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, kExchange));
#elif defined(__APPLE__)
  return renamex_np(first, second, RENAME_SWAP);
#else
  static_cast<void>(first);
  static_cast<void>(second);
  errno = ENOSYS;
  return -1;
#endif
}

// The last holder removes the file: a lock on a removed file would keep nobody out.
bool IsStill(std::string const& path, int file) {
  struct stat named{};
  struct stat held{};
  return stat(path.c_str(), &named) == 0 && fstat(file, &held) == 0 &&
         named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

}  // namespace

bool ExchangePaths(std::string const& first, std::string const& second) {
  if (ExchangeBySystem(first.c_str(), second.c_str()) == 0) return true;
  int const error = errno;
  bool const unsupported = error == ENOSYS || error == EINVAL || error == ENOTSUP || error == EPERM;
  if (!unsupported) FailWith("cannot exchange " + first + " and " + second, error);
  return false;
}

std::shared_ptr<FileLock> FileLock::Take(std::string const& path) {
  for (;;) {
    int const file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) FailWith("cannot lock " + path, errno);
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
      int const error = errno;
      close(file);
      if (error == EWOULDBLOCK) return nullptr;
      FailWith("cannot lock " + path, error);
    }
    if (IsStill(path, file)) return std::shared_ptr<FileLock>(new FileLock(file, path));
    close(file);
  }
}

FileLock::~FileLock() {
  unlink(path_.c_str());
  close(file_);
}

}  // namespace winback
