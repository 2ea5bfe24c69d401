#include "core/base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/stop_token.h"

namespace winback {
namespace {

// A call moves this much at most, so that a stop is seen and no limit of the system is met.
constexpr size_t kPiece = size_t{1} << 24;

[[noreturn]] void FailWith(std::string const& what, std::string const& path, int error) {
  throw Error(ErrorCode::kIo, "cannot " + what + " " + path + ": " + std::strerror(error));
}

int Opened(std::string const& path, int flags, char const* what) {
  // A name with a NUL would open another file than the one it says.
  if (path.find('\0') != std::string::npos) FailWith(what, "?", EINVAL);
  int const file = open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (file < 0) FailWith(what, path, errno);
  return file;
}

}  // namespace

MappedBytes::MappedBytes(void* begin, uint64_t bytes)
    : begin_(static_cast<uint8_t*>(begin), [bytes](uint8_t* at) { munmap(at, bytes); }),
      bytes_(bytes) {}

void MappedBytes::LetGo() const {
  // Advice: where the system does not take it, the memory stays until it is wanted elsewhere.
  if (bytes_ > 0) madvise(begin_.get(), bytes_, MADV_DONTNEED);
}

File File::ToRead(std::string const& path) {
  // O_NONBLOCK: a pipe without a writer would hold its opener for ever.
  File file(Opened(path, O_RDONLY | O_NONBLOCK, "read"), path);
  struct stat about{};
  if (fstat(file.file_, &about) != 0) FailWith("read", path, errno);
  if (!S_ISREG(about.st_mode)) FailWith("read", path, EINVAL);
  return file;
}

File File::ToWrite(std::string const& path) {
  return {Opened(path, O_RDWR | O_CREAT | O_EXCL, "write"), path};
}

File File::Unnamed(std::string const& folder) {
  std::string path = folder + "/spill-XXXXXX";
  int const file = mkstemp(path.data());
  if (file < 0) FailWith("write", path, errno);
  fcntl(file, F_SETFD, FD_CLOEXEC);
  unlink(path.c_str());
  return {file, std::move(path)};
}

File::File(File&& other) noexcept
    : file_(std::exchange(other.file_, -1)), path_(std::move(other.path_)) {}

File::~File() {
  if (file_ >= 0) close(file_);
}

void File::ReadAt(uint64_t place, std::span<uint8_t> bytes) const {
  while (!bytes.empty()) {
    CheckTaskStop();
    auto const got =
        pread(file_, bytes.data(), std::min(bytes.size(), kPiece), static_cast<off_t>(place));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) FailWith("read", path_, errno);
    if (got == 0) throw Error(ErrorCode::kIo, path_ + " was cut short while it was read");
    place += static_cast<uint64_t>(got);
    bytes = bytes.subspan(static_cast<size_t>(got));
  }
}

void File::WriteAt(uint64_t place, std::span<uint8_t const> bytes) {
  while (!bytes.empty()) {
    CheckTaskStop();
    auto const put =
        pwrite(file_, bytes.data(), std::min(bytes.size(), kPiece), static_cast<off_t>(place));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) FailWith("write", path_, errno);
    place += static_cast<uint64_t>(put);
    bytes = bytes.subspan(static_cast<size_t>(put));
  }
}

uint64_t File::Size() const {
  struct stat about{};
  if (fstat(file_, &about) != 0) FailWith("read", path_, errno);
  return static_cast<uint64_t>(about.st_size);
}

MappedBytes File::Map() const {
  uint64_t const bytes = Size();
  if (bytes == 0) return {};
  void* const begin = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_, 0);
  if (begin == MAP_FAILED) FailWith("read", path_, errno);
  return {begin, bytes};
}

void File::Sync() {
  if (fsync(file_) != 0) FailWith("write", path_, errno);
}

}  // namespace winback
