// How this room calls LightGBM's C API.
#pragma once

#include <LightGBM/c_api.h>

#include <string>

#include "core/base/error.h"

namespace winback::lightgbm {

// LightGBM's log callback and level are thread-local and print to stdout by default: silences the
// calling thread. Call before any other API call on a thread.
void SilenceThread();

// Throws `code` with LightGBM's message when an API call did not return 0. The message is
// thread-local: call on the thread that failed, before any other API call.
void Check(int result, ErrorCode code, char const* doing);

}  // namespace winback::lightgbm
