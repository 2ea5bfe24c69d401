// What reading and writing a file of users share.
#pragma once

#include <cstdint>
#include <span>

namespace winback::users {

constexpr char kMagic[8] = {'W', 'I', 'N', 'B', 'A', 'C', 'K', 'U'};
constexpr uint32_t kVersion = 1;

// The checksum of parts of the file, each joined to the sum of those before it.
uint64_t SumUp(uint64_t sum, std::span<uint8_t const> bytes);

}  // namespace winback::users
