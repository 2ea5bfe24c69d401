#include "core/bayes/beta_sums.h"

#include <algorithm>

#include "core/base/kernel_table.h"

namespace winback::stats {
namespace {

void AddEach(DrawFrame const& frame, double const* a, double const* b, int64_t count,
             DrawSums& sums, uint16_t* buckets) {
  auto& lane = sums.lane;
  for (int64_t i = 0; i < count; ++i) {
    int64_t const k = i & 3;
    double const from_a = a[i] - frame.mean_a;
    double const from_b = b[i] - frame.mean_b;
    double const difference = b[i] - a[i];
    double const gain = std::max(difference, 0.0);
    double const loss = gain - difference;
    lane[DrawSums::kA][k] += from_a;
    lane[DrawSums::kA2][k] += from_a * from_a;
    lane[DrawSums::kB][k] += from_b;
    lane[DrawSums::kB2][k] += from_b * from_b;
    lane[DrawSums::kGain][k] += gain;
    lane[DrawSums::kGain2][k] += gain * gain;
    lane[DrawSums::kLoss][k] += loss;
    lane[DrawSums::kLoss2][k] += loss * loss;
    lane[DrawSums::kWins][k] += difference > 0 ? 1.0 : difference == 0 ? 0.5 : 0.0;
    double const place = (difference - frame.low) * frame.scale;
    buckets[i] = static_cast<uint16_t>(std::clamp(place, 0.0, kDrawBuckets - 1.0));
  }
}

constexpr KernelTable<DrawKernels> kKernels{
    {Isa::kScalar, &kDrawsScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kDrawsAvx2},
#endif
};

}  // namespace

constinit DrawKernels const kDrawsScalar{AddEach};

void AddDraws(DrawFrame const& frame, double const* a, double const* b, int64_t count,
              DrawSums& sums, uint16_t* buckets) {
  int64_t const done = count / 4 * 4;
  kKernels.Active().add(frame, a, b, done, sums, buckets);
  AddEach(frame, a + done, b + done, count - done, sums, buckets + done);
}

}  // namespace winback::stats
