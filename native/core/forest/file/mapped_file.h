// A file's bytes without reading them into memory of one's own: processes that map the same file
// share its pages.
#pragma once

#include <string>

#include "core/forest/file/file_arrays.h"

namespace winback::forest {

// Maps the whole file read-only; the mapping lives as long as the result's `memory`, also when the
// file is removed or another takes its name. A file that is written in place or cut short while
// mapped is undefined behaviour (on Linux SIGBUS). Throws kBadInput when it cannot be opened or is
// no regular file, kBadModel when it is empty, kOutOfMemory when it does not fit the address space.
FileBytes MapFile(std::string const& path);

}  // namespace winback::forest
