// Asks the system for pages of 2 MiB behind a large buffer.
#pragma once

#include <cstddef>

namespace winback {

// Advises the pages that lie wholly inside the buffer. To be called before the buffer is touched:
// pages that exist already stay as small as they are. Returns the bytes advised: 0 when the system
// knows no such pages, refuses, or the buffer holds none.
size_t AdviseHugePages(void* data, size_t bytes);

}  // namespace winback
