// The inner loops of single rows, per instruction set.
#pragma once

#include <cstdint>

namespace winback::forest {

// Most features that a row's masks are made of; more are combined in several passes.
constexpr int32_t kMaxStreams = 256;

// The bitmaps of one row's states, and the leaves they choose from.
struct RowStreams {
  uint8_t const* const* streams;
  int32_t count;         // >= 1
  int32_t first_tree;    // of the range; its word lies at first_tree
  int32_t trees;         // in the range
  double const* leaves;  // `bits` of them per tree, from tree 0 on
  double base;           // where the sum starts
};

struct RowKernels {
  // out[0, bytes) = and of streams[0, count) at [0, bytes). bytes is a multiple of 64, count >= 1.
  void (*and_streams)(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out);
  // The sum of the range's leaves in model order, for words of 32 and of 64 bits. Bytes up to the
  // next multiple of 64 are read.
  double (*sum32)(RowStreams const& row);
  double (*sum64)(RowStreams const& row);
  // The same in float32, as XGBoost adds.
  double (*float_sum32)(RowStreams const& row);
  double (*float_sum64)(RowStreams const& row);
};

extern RowKernels const kRowScalar;
extern RowKernels const kRowAvx2;
extern RowKernels const kRowAvx512;

RowKernels const& ActiveRowKernels();

}  // namespace winback::forest
