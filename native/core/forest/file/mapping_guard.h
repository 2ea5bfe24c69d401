// A mapped file that is cut short while it is read: the pages that are gone read as zeros.
#pragma once

#include <cstdint>
#include <span>

namespace winback::forest {

struct GuardedRange;

// Guards mapped memory as long as it lives; it must end before the memory is unmapped. Without a
// guard such a read is the signal SIGBUS, which ends the process. Whoever reads guarded memory must
// be able to read zeros, and asks afterwards whether pages were missing. At most 256 mappings are
// guarded at a time; those beyond, and systems without the signal, are as without a guard.
class MappingGuard {
 public:
  explicit MappingGuard(std::span<uint8_t const> memory);
  MappingGuard(MappingGuard const&) = delete;
  MappingGuard& operator=(MappingGuard const&) = delete;
  ~MappingGuard();

  // Whether a page was missing when it was read.
  bool HasGap() const;

 private:
  GuardedRange* range_;
};

}  // namespace winback::forest
