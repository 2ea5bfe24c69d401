#include "core/resampling/bootstrap_sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/values.h"

namespace winback::stats {
namespace {

constexpr int64_t kRows = 1024;  // copied at a time

// -1 for what is no code below the limit.
int64_t WholeCode(double code, double limit) {
  auto const whole = static_cast<int64_t>(code >= 0 && code < limit ? code : -1);
  return static_cast<double>(whole) == code ? whole : -1;
}

[[noreturn]] void Fail(int64_t row, char const* what) {
  throw Error(ErrorCode::kBadInput, "row " + std::to_string(row + 1) + what);
}

// Values, denominators (1 without) and codes (0 without) of a few rows.
struct Rows {
  std::array<double, kRows> value, denominator, code;
};

class Splitter {
 public:
  Splitter(std::vector<BootstrapSample>& samples, bool ratio)
      : samples_(samples), ratio_(ratio), limit_(static_cast<double>(samples.size())) {}

  void Add(Rows const& rows, int64_t count, int64_t first_row) {
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
      double const value = rows.value[i];
      double const denominator = rows.denominator[i];
      if (std::isnan(rows.code[i]) || std::isnan(value) || std::isnan(denominator)) continue;
      int64_t const row = first_row + static_cast<int64_t>(i);
      int64_t const code = WholeCode(rows.code[i], limit_);
      if (code < 0) Fail(row, ": not a group code below the number of groups");
      if (!std::isfinite(value) || !std::isfinite(denominator)) Fail(row, " is infinite");
      auto& sample = samples_[static_cast<size_t>(code)];
      sample.values.push_back(value);
      if (ratio_) sample.denominators.push_back(denominator);
    }
  }

 private:
  std::vector<BootstrapSample>& samples_;
  bool ratio_;
  double limit_;
};

}  // namespace

std::vector<BootstrapSample> SplitByGroup(Column const& values,
                                          std::optional<Column> const& denominator,
                                          std::optional<Column> const& group, int64_t groups) {
  Require((!denominator || RowsOf(*denominator) == RowsOf(values)) &&
              (!group || RowsOf(*group) == RowsOf(values)),
          "bootstrap columns must have the same number of rows");
  std::vector<Column> columns{values};
  if (denominator) columns.push_back(*denominator);
  if (group) columns.push_back(*group);
  Table const table = Aligned(std::move(columns));
  std::vector<BootstrapSample> samples(static_cast<size_t>(groups));
  // Room for even groups: more of it is only moved once or twice.
  auto const room = static_cast<size_t>(table.rows / groups + 1);
  for (auto& sample : samples) {
    sample.values.reserve(room);
    if (denominator) sample.denominators.reserve(room);
  }
  Splitter splitter(samples, denominator.has_value());
  Rows rows;
  rows.denominator.fill(1);
  rows.code.fill(0);
  int64_t first_row = 0;
  for (size_t chunk = 0; chunk < table.chunk_lengths.size(); ++chunk) {
    int64_t const length = table.chunk_lengths[chunk];
    for (int64_t begin = 0; begin < length; begin += kRows) {
      int64_t const end = std::min(length, begin + kRows);
      auto read = [&](size_t column, double* out) {
        ReadRows(table.columns[column].chunks[chunk], begin, end, out);
      };
      read(0, rows.value.data());
      if (denominator) read(1, rows.denominator.data());
      if (group) read(table.columns.size() - 1, rows.code.data());
      splitter.Add(rows, end - begin, first_row + begin);
    }
    first_row += length;
  }
  return samples;
}

}  // namespace winback::stats
