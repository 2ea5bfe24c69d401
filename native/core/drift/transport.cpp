#include "core/drift/transport.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/stop_token.h"
#include "core/base/values.h"

namespace winback::drift {

double Transport(std::span<double const> values, std::span<double const> rows,
                 Column const& column) {
  std::vector<double> day = stats::Values(column);
  std::erase_if(day, [](double x) { return !std::isfinite(x); });
  std::vector<double> scratch;
  stats::BucketSort(day, scratch);
  double total = 0;
  for (double const n : rows) total += n;
  Require(total > 0 && !day.empty(), "each sample needs a finite value");
  auto const count = static_cast<double>(day.size());
  double area = 0;
  double reference = 0;  // rows at or below `at`
  double at = std::min(values[0], day[0]);
  for (size_t i = 0, j = 0; i < values.size() || j < day.size();) {
    if ((j & 0xffff) == 0) CheckTaskStop();
    bool const next_is_day = i == values.size() || (j < day.size() && day[j] < values[i]);
    double const next = next_is_day ? day[j] : values[i];
    area += std::abs(reference / total - static_cast<double>(j) / count) * (next - at);
    at = next;
    if (next_is_day) {
      ++j;
    } else {
      reference += rows[i++];
    }
  }
  return area;
}

}  // namespace winback::drift
