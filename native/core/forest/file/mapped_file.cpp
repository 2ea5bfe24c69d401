#include "core/forest/file/mapped_file.h"

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace winback::forest {

#if defined(__unix__) || defined(__APPLE__)

namespace {

struct Descriptor {
  int value;
  // O_NONBLOCK: a pipe without a writer would hold its opener for ever.
  explicit Descriptor(std::string const& path)
      : value(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (value >= 0) close(value);
  }
};

[[noreturn]] void CannotOpen(std::string const& path, char const* why) {
  throw Error(ErrorCode::kBadInput, "forest file " + path + ": " + why);
}

}  // namespace

FileBytes MapFile(std::string const& path, FileWatch* watch) {
  // A name with a NUL would open another file than the one it says.
  if (path.find('\0') != std::string::npos) CannotOpen("?", "its name holds a NUL");
  Descriptor const file(path);
  struct stat about{};
  if (file.value < 0 || fstat(file.value, &about) != 0) CannotOpen(path, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) CannotOpen(path, "not a regular file");
  if (about.st_size == 0) BadFile("it is empty");
  // Before the first byte is read: what is written from then on is seen.
  if (watch != nullptr) *watch = FileWatch(file.value);
  auto const size = static_cast<size_t>(about.st_size);
  int flags = MAP_PRIVATE;
#ifdef MAP_POPULATE
  flags |= MAP_POPULATE;  // the checksum reads every page at once: no fault for each
#endif
  void* const at = mmap(nullptr, size, PROT_READ, flags, file.value, 0);
  if (at == MAP_FAILED) throw Error(ErrorCode::kOutOfMemory, "forest file: cannot be mapped");
  std::shared_ptr<void const> memory(at, [size](void* mapped) { munmap(mapped, size); });
  return {{static_cast<uint8_t const*>(at), size}, std::move(memory)};
}

#else

FileBytes MapFile(std::string const& path, FileWatch*) {
  throw Error(ErrorCode::kBadInput, "forest file " + path + ": this system cannot map files");
}

#endif

}  // namespace winback::forest
