#include "core/moments/moments_buffered.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/values.h"

namespace winback::stats {
namespace {

constexpr auto kBlock = static_cast<size_t>(kBlockRows);

// Four interleaved lanes: one chain of additions would wait for each.
double Dot(double const* a, double const* b, size_t rows) {
  double lane[4] = {};
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (size_t i = 0; i < 4; ++i) lane[i] += a[row + i] * b[row + i];
  }
  for (; row < rows; ++row) lane[row & 3] += a[row] * b[row];
  return ((lane[0] + lane[1]) + lane[2]) + lane[3];
}

double Sum(double const* a, size_t rows) {
  double lane[4] = {};
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (size_t i = 0; i < 4; ++i) lane[i] += a[row + i];
  }
  for (; row < rows; ++row) lane[row & 3] += a[row];
  return ((lane[0] + lane[1]) + lane[2]) + lane[3];
}

}  // namespace

BufferedReader::BufferedReader(Table const& table, MomentsPlan const& plan, size_t chunk,
                               int64_t first_row)
    : table_(table),
      plan_(plan),
      chunk_(chunk),
      first_row_(first_row),
      shift_(plan.columns),
      mean_(plan.columns),
      comoment_(plan.columns * (plan.columns + 1) / 2) {}

void BufferedReader::Add(int64_t begin, int64_t end, TableSums& into) {
  begin_ = begin;
  auto const rows = static_cast<size_t>(end - begin);
  codes_.assign(rows, 0);
  missing_.assign(rows, 0);
  values_.resize(plan_.columns * kBlock);
  ordered_.resize(plan_.columns * kBlock);
  place_.resize(rows);
  group_rows_.resize(static_cast<size_t>(plan_.groups), 0);
  if (plan_.grouped) ReadCodes(begin, end, into);
  for (size_t i = 0; i < plan_.columns; ++i) ReadColumn(i, begin, end);
  OrderByGroup(into);
}

void BufferedReader::ReadCodes(int64_t begin, int64_t end, TableSums& into) {
  auto const& chunk = table_.columns[plan_.columns].chunks[chunk_];
  double const limit = static_cast<double>(plan_.groups);
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) {
      auto const at = static_cast<size_t>(row - begin);
      double const code = chunk.IsValid(row) ? read(row) : std::nan("");
      if (std::isnan(code)) {
        codes_[at] = -1;
        ++into.ungrouped;
        continue;
      }
      bool const fits = code >= 0 && code < limit && code == std::floor(code);
      if (!fits) Fail(plan_.columns, at, "is not a group code below the number of groups");
      codes_[at] = static_cast<int32_t>(code);
    }
  });
}

void BufferedReader::ReadColumn(size_t column, int64_t begin, int64_t end) {
  auto const& chunk = table_.columns[column].chunks[chunk_];
  double* values = &values_[column * kBlock];
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) values[row - begin] = read(row);
  });
  for (size_t at = 0; at < static_cast<size_t>(end - begin); ++at) {
    bool const present = chunk.IsValid(begin + static_cast<int64_t>(at)) && !std::isnan(values[at]);
    missing_[at] |= static_cast<uint8_t>(!present);
    if (present && std::isinf(values[at])) Fail(column, at, "is infinite");
  }
}

// A counting sort of the rows that count, then one dense run per group.
void BufferedReader::OrderByGroup(TableSums& into) {
  present_.clear();
  for (size_t row = 0; row < codes_.size(); ++row) {
    if (codes_[row] < 0) continue;
    auto const g = static_cast<size_t>(codes_[row]);
    if (missing_[row] != 0) {
      ++into.groups[g].skipped;
      codes_[row] = -1;
    } else if (group_rows_[g]++ == 0) {
      present_.push_back(codes_[row]);
    }
  }
  std::sort(present_.begin(), present_.end());
  uint32_t next = 0;
  for (int32_t g : present_) next += std::exchange(group_rows_[static_cast<size_t>(g)], next);
  for (size_t row = 0; row < codes_.size(); ++row) {
    if (codes_[row] >= 0) place_[row] = group_rows_[static_cast<size_t>(codes_[row])]++;
  }
  for (size_t i = 0; i < plan_.columns; ++i) {
    for (size_t row = 0; row < codes_.size(); ++row) {
      if (codes_[row] >= 0) ordered_[i * kBlock + place_[row]] = values_[i * kBlock + row];
    }
  }
  size_t begin = 0;
  for (int32_t g : present_) {
    auto const end = std::exchange(group_rows_[static_cast<size_t>(g)], 0u);
    AddRun(static_cast<size_t>(g), begin, end, into);
    begin = end;
  }
}

void BufferedReader::AddRun(size_t group, size_t begin, size_t end, TableSums& into) {
  size_t const rows = end - begin;
  double const n = static_cast<double>(rows);
  // Twice, since the first rows may be far from the rest. mean_ then holds sums about shift_.
  for (size_t i = 0; i < plan_.columns; ++i) {
    double* run = &ordered_[i * kBlock + begin];
    shift_[i] = FirstRowsMean(run, rows);
    for (size_t row = 0; row < rows; ++row) run[row] -= shift_[i];
    double const rest = Sum(run, rows) / n;
    for (size_t row = 0; row < rows; ++row) run[row] -= rest;
    shift_[i] += rest;
    mean_[i] = Sum(run, rows);
  }
  for (size_t i = 0, at = 0; i < plan_.columns; ++i) {
    for (size_t j = i; j < plan_.columns; ++j, ++at) {
      comoment_[at] = Dot(&ordered_[i * kBlock + begin], &ordered_[j * kBlock + begin], rows) -
                      mean_[i] * (mean_[j] / n);
    }
  }
  for (size_t i = 0; i < plan_.columns; ++i) mean_[i] = shift_[i] - plan_.origin[i] + mean_[i] / n;
  into.groups[group].Merge(static_cast<int64_t>(rows), mean_.data(), comoment_.data());
}

void BufferedReader::Fail(size_t column, size_t row_in_block, char const* what) const {
  int64_t const row = first_row_ + begin_ + static_cast<int64_t>(row_in_block);
  throw Error(ErrorCode::kBadInput, "column \"" + table_.columns[column].name + "\", row " +
                                        std::to_string(row + 1) + " " + what);
}

}  // namespace winback::stats
