#include "core/forest/file/file_watch.h"

#include "core/base/error.h"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace winback::forest {

#if defined(__unix__) || defined(__APPLE__)

bool FileWatch::Read(int descriptor, Stamp& stamp) {
  struct stat about{};
  if (fstat(descriptor, &about) != 0) return false;
#ifdef __APPLE__
  auto const& time = about.st_mtimespec;
#else
  auto const& time = about.st_mtim;
#endif
  stamp = {about.st_size, time.tv_sec, time.tv_nsec};
  return true;
}

FileWatch::FileWatch(int descriptor) {
  int const own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (own < 0) throw Error(ErrorCode::kIo, "a file cannot be watched: too many are open");
  descriptor_ = std::shared_ptr<int const>(new int(own), [](int const* kept) {
    close(*kept);
    delete kept;
  });
  if (!Read(own, stamp_)) throw Error(ErrorCode::kIo, "a file cannot be watched");
}

bool FileWatch::Changed() const {
  if (descriptor_ == nullptr) return false;
  Stamp now;
  return !Read(*descriptor_, now) || now != stamp_;
}

#else

bool FileWatch::Read(int, Stamp&) { return false; }
FileWatch::FileWatch(int) {}
bool FileWatch::Changed() const { return false; }

#endif

}  // namespace winback::forest
