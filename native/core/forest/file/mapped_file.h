// A file's bytes without reading them into memory of one's own: processes that map the same file
// share its pages.
#pragma once

#include <string>

#include "core/forest/file/file_arrays.h"
#include "core/forest/file/file_watch.h"

namespace winback::forest {

// Maps the whole file read-only; the mapping lives as long as the result's `memory`, also when the
// file is removed or another takes its name. A file that is written in place or cut short while
// mapped is undefined behaviour (on Linux SIGBUS): who must live with that guards the memory
// (core/forest/file/mapping_guard.h) and asks `watch`, which tells changes from the opening on.
// Throws kBadInput when it cannot be opened or is no regular file, kBadModel when it is empty,
// kOutOfMemory when it does not fit the address space.
FileBytes MapFile(std::string const& path, FileWatch* watch = nullptr);

}  // namespace winback::forest
