// Random halves of one sample, again and again: what an A/A calibration tests.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"

namespace winback::experiment {

struct SplitPlan {
  uint64_t seed = 0;
  int64_t first = 0;  // number of the first split; split k reads Philox stream k + 1
  int64_t splits = 0;
  int threads = 1;
};

struct Splits {
  double rows = 0;
  double mean = 0;
  // Of the values minus the mean, over all rows.
  double sum = 0;
  double squares = 0;
  // Per split: rows, sum and sum of squares of one half; the other half is what is left.
  std::vector<double> halves;
};

// Each row goes to a half by one random bit. The sums are taken in four lanes (row modulo 4) and
// added in order, so the same bytes come out for any number of threads and any CPU. Throws
// kBadInput for a value that is not finite or no value at all, kAborted.
Splits RandomHalves(Column const& values, SplitPlan const& plan, StopToken const* stop);

}  // namespace winback::experiment
