// A share of the memory behind an ArrayBuffer, so that native threads can read it in place whatever
// JS does to the buffer meanwhile. Node-API can only keep the JS object: since
// ArrayBuffer.prototype.transfer() that no longer keeps its memory
// (docs/decisions/0014-shares-of-buffers.md).
#pragma once

#include <memory>

#include "addon/napi_setup.h"

namespace winback::addon {

// Null where this runtime gives no shares, or not of a buffer whose first byte is at `data`: then
// its bytes have to be copied.
std::shared_ptr<void const> ShareOf(Napi::Value array_buffer, void const* data);

// Whether this runtime gives shares. For tests: with `false` none are given from now on.
bool SharesBuffers();
void AllowShares(bool allowed);

}  // namespace winback::addon
