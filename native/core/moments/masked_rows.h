// The innermost loops of moments over rows that are chosen by bits. All variants add in the same
// order (kMaskedLanes interleaved lanes, then the lanes in halves), so every CPU gives the same
// bits.
#pragma once

#include <cstdint>

namespace winback::stats {

inline constexpr int kMaskedLanes = 8;
// Columns that one pass multiplies with another.
inline constexpr int kDotsAtOnce = 4;

// `rows` rounded up to whole lanes: what Center fills and Dots reads.
constexpr int64_t WholeLanes(int64_t rows) {
  return (rows + kMaskedLanes - 1) / kMaskedLanes * kMaskedLanes;
}

// Bit i % 64 of words[i / 64] is cleared where values[i] is NaN.
void ClearMissing(double const* values, int64_t rows, uint64_t* words);

// out[i] = values[i] - shift where bit i is set, else 0, up to WholeLanes(rows); returns their sum.
double Center(double const* values, uint64_t const* words, double shift, int64_t rows, double* out);

// dots[j] = the sum of a[i] * b[j][i] over i < WholeLanes(rows), for j < count <= kDotsAtOnce.
// Meanwhile as many rows at `ahead`, any address, are fetched into the cache.
void Dots(double const* a, double const* const* b, int count, int64_t rows, double const* ahead,
          double* dots);

struct MaskedKernels {
  // Whole words only.
  void (*clear_missing)(double const* values, int64_t rows, uint64_t* words);
  // Whole lanes only; adds to lane sums.
  void (*center)(double const* values, uint64_t const* words, double shift, int64_t rows,
                 double* out, double* lanes);
  // Adds to count x kMaskedLanes lane sums.
  void (*dots)(double const* a, double const* const* b, int count, int64_t rows,
               double const* ahead, double* lanes);
};

extern MaskedKernels const kMaskedScalar;
extern MaskedKernels const kMaskedAvx2;
extern MaskedKernels const kMaskedAvx512;

}  // namespace winback::stats
