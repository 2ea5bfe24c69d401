// What a simulation of two posteriors adds up over its draws.
#pragma once

#include <cstdint>

namespace winback::stats {

// Where sums and the histogram of differences are centred.
struct DrawFrame {
  double mean_a = 0;
  double mean_b = 0;
  double low = 0;    // difference at the left edge of bucket 0
  double scale = 0;  // buckets per unit of difference
};

inline constexpr int kDrawBuckets = 2048;

// Sums in four interleaved lanes, as in moments_block.h, so that every CPU gives the same bits.
struct DrawSums {
  enum { kA, kA2, kB, kB2, kGain, kGain2, kLoss, kLoss2, kWins, kCount };
  double lane[kCount][4] = {};

  double Total(int sum) const {
    auto const& l = lane[sum];
    return ((l[0] + l[1]) + l[2]) + l[3];
  }
  void Add(DrawSums const& other) {
    for (int k = 0; k < kCount; ++k) {
      for (int i = 0; i < 4; ++i) lane[k][i] += other.lane[k][i];
    }
  }
};

// Adds draws a[i], b[i]: values about their means, gain = max(b - a, 0), loss = max(a - b, 0),
// their squares, wins of B. buckets[i] numbers the bucket of b - a, the first and the last one
// open.
void AddDraws(DrawFrame const& frame, double const* a, double const* b, int64_t count,
              DrawSums& sums, uint16_t* buckets);

struct DrawKernels {
  // AddDraws of a multiple of four draws.
  void (*add)(DrawFrame const& frame, double const* a, double const* b, int64_t count,
              DrawSums& sums, uint16_t* buckets);
};

extern DrawKernels const kDrawsScalar;
extern DrawKernels const kDrawsAvx2;

}  // namespace winback::stats
