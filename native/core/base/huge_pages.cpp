#include "core/base/huge_pages.h"

#include <cstdint>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace winback {

size_t AdviseHugePages(void* data, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr uintptr_t kHugePage = uintptr_t{2} << 20;
  auto const begin = reinterpret_cast<uintptr_t>(data);
  uintptr_t const first = (begin + kHugePage - 1) & ~(kHugePage - 1);
  uintptr_t const last = (begin + bytes) & ~(kHugePage - 1);
  if (first >= last) return 0;
  size_t const inside = last - first;
  return madvise(reinterpret_cast<void*>(first), inside, MADV_HUGEPAGE) == 0 ? inside : 0;
#else
  static_cast<void>(data);
  static_cast<void>(bytes);
  return 0;
#endif
}

}  // namespace winback
