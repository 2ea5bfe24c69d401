// The inner loop of single rows, per instruction set.
#pragma once

#include <cstdint>

#include "core/base/cpu.h"

namespace winback::forest {

// Most features that a row's masks are made of; more are combined in several passes.
constexpr int32_t kMaxStreams = 256;

struct RowKernel {
  // out[0, bytes) = and of streams[0, count) at [0, bytes). bytes is a multiple of 64, count >= 1.
  void (*and_streams)(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out);
};

RowKernel RowKernelFor(Isa isa);
RowKernel RowKernelAvx2();
RowKernel RowKernelAvx512();

}  // namespace winback::forest
