// Whether a file that somebody else may write still is what it was when it was opened.
#pragma once

#include <cstdint>
#include <memory>

namespace winback::forest {

// The size and the time of the last change of an open file. Its new name, or none, is no change.
class FileWatch {
 public:
  // Watches nothing: such a file never changes.
  FileWatch() = default;
  // Keeps a copy of the descriptor open. Throws kIo.
  explicit FileWatch(int descriptor);

  // True also where the system no longer says. Costs one call of the system, 0.2 us or more.
  bool Changed() const;

 private:
  struct Stamp {
    int64_t size = 0;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    bool operator==(Stamp const&) const = default;
  };
  static bool Read(int descriptor, Stamp& stamp);

  std::shared_ptr<int const> descriptor_;
  Stamp stamp_;
};

}  // namespace winback::forest
