// A checksum of a file's bytes: against damage, not against malice.
#pragma once

#include <cstdint>
#include <span>

namespace winback {

// FNV-1a over 8-byte words in four independent lanes, word i in lane i % 4: one lane would take
// longer than the reading. Bytes at the end count as if zeros filled them up to 32.
uint64_t Checksum(std::span<uint8_t const> bytes);

}  // namespace winback
