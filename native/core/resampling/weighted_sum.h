// Sums of values that count a whole number of times each.
#pragma once

#include <cstdint>

namespace winback::stats {

// Products are added in kSumLanes interleaved lanes, lane i % kSumLanes for row i, and the lanes in
// halves: the result depends neither on the CPU nor on how a compiler splits the loop.
inline constexpr int kSumLanes = 32;

// The sum of weights[i] * values[i].
double WeightedSum(uint8_t const* weights, double const* values, int64_t count);

struct ProductKernels {
  // Adds the products of the first count / kSumLanes * kSumLanes rows to their lanes.
  void (*add)(uint8_t const* weights, double const* values, int64_t count, double* lanes);
};

extern ProductKernels const kProductsScalar;
extern ProductKernels const kProductsAvx2;
extern ProductKernels const kProductsAvx512;

}  // namespace winback::stats
