#include "core/moments/moments_sums.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/values.h"
#include "core/moments/moments_masked.h"

namespace winback::stats {
namespace {

constexpr auto kBlock = static_cast<size_t>(kBlockRows);

// Mean of the first rows: close enough to every value of the block to sum about.
double Pilot(double const* values, size_t rows) {
  size_t const count = std::min<size_t>(rows, 16);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += values[i];
  return sum / static_cast<double>(count);
}

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

// Whether a group's values lie so far from the shift, for their spread, that subtracting the mean
// would lose more than four digits: the other group was the one near it.
bool Cancels(BlockSums const& sums, size_t column, size_t square) {
  for (size_t g = 0; g < 2; ++g) {
    if (sums.rows[g] == 0) continue;
    double const about_shift = sums.product[g][square];
    double const s = sums.sum[g][column];
    if (about_shift - s * (s / static_cast<double>(sums.rows[g])) < 1e-4 * about_shift) return true;
  }
  return false;
}

}  // namespace

BlockReader::BlockReader(Table const& table, MomentsPlan const& plan, size_t chunk,
                         int64_t first_row)
    : table_(table),
      plan_(plan),
      chunk_(chunk),
      first_row_(first_row),
      in_place_(plan.columns <= 2 && plan.groups <= 2),
      kernels_(ActiveBlockKernels()),
      shift_(plan.columns),
      mean_(plan.columns),
      comoment_(plan.columns * (plan.columns + 1) / 2) {
  for (size_t i = 0; i < plan.columns; ++i) {
    auto const& column = table.columns[i].chunks[chunk];
    in_place_ = in_place_ && column.type == ColumnType::kFloat64 && column.validity == nullptr;
  }
  if (plan.grouped) {
    in_place_ = in_place_ && table.columns[plan.columns].chunks[chunk].validity == nullptr;
  }
}

BlockReader::~BlockReader() = default;

void BlockReader::Add(int64_t begin, int64_t end, TableSums& into) {
  if (in_place_ && AddInPlace(begin, end, into)) return;
  bool const masked = plan_.groups <= 2;
  int64_t const step = masked ? MaskedReader::kRows : kBlockRows;
  for (int64_t row = begin; row < end; row += step) {
    int64_t const next = std::min(end, row + step);
    if (masked && AddMasked(row, next, into)) continue;
    block_begin_ = row;
    AddBuffered(row, next, into);
  }
}

bool BlockReader::AddMasked(int64_t begin, int64_t end, TableSums& into) {
  if (!masked_) masked_ = std::make_unique<MaskedReader>(table_, plan_, chunk_);
  return masked_->Add(begin, end, into);
}

uint8_t const* BlockReader::GroupBytes(int64_t begin, int64_t end) {
  auto const& chunk = table_.columns[plan_.columns].chunks[chunk_];
  if (chunk.type == ColumnType::kUint8) return static_cast<uint8_t const*>(chunk.values) + begin;
  bytes_.resize(static_cast<size_t>(end - begin));
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) {
      bytes_[static_cast<size_t>(row - begin)] = CodeByte(read(row));
    }
  });
  return bytes_.data();
}

// False, with nothing added, when the block holds a NaN, an infinity or a code above 1.
bool BlockReader::AddInPlace(int64_t begin, int64_t end, TableSums& into) {
  auto const rows = static_cast<size_t>(end - begin);
  double const* column[2] = {nullptr, nullptr};
  for (size_t i = 0; i < plan_.columns; ++i) {
    column[i] = static_cast<double const*>(table_.columns[i].chunks[chunk_].values) + begin;
    shift_[i] = Pilot(column[i], rows);
  }
  uint8_t const* group = plan_.grouped ? GroupBytes(begin, end) : nullptr;
  BlockSums sums;
  kernels_.sum(column[0], column[1], group, end - begin, shift_.data(), sums);
  double check = 0;
  for (int g = 0; g < 2; ++g) check += sums.product[g][0] + sums.product[g][2];
  bool const codes_fit = sums.codes_fit && (plan_.groups == 2 || sums.rows[1] == 0);
  if (!std::isfinite(check) || !codes_fit) return false;
  if (Cancels(sums, 0, 0) || Cancels(sums, 1, 2)) return false;
  for (size_t g = 0; g < 2; ++g) {
    if (sums.rows[g] == 0) continue;
    double const n = static_cast<double>(sums.rows[g]);
    double const* s = sums.sum[g];
    double const* p = sums.product[g];
    for (size_t i = 0; i < plan_.columns; ++i) mean_[i] = shift_[i] - plan_.origin[i] + s[i] / n;
    comoment_[0] = p[0] - s[0] * (s[0] / n);
    if (plan_.columns == 2) {
      comoment_[1] = p[1] - s[0] * (s[1] / n);
      comoment_[2] = p[2] - s[1] * (s[1] / n);
    }
    into.groups[g].Merge(sums.rows[g], mean_.data(), comoment_.data());
  }
  return true;
}

void BlockReader::AddBuffered(int64_t begin, int64_t end, TableSums& into) {
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

void BlockReader::ReadCodes(int64_t begin, int64_t end, TableSums& into) {
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

void BlockReader::ReadColumn(size_t column, int64_t begin, int64_t end) {
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
void BlockReader::OrderByGroup(TableSums& into) {
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

void BlockReader::AddRun(size_t group, size_t begin, size_t end, TableSums& into) {
  size_t const rows = end - begin;
  double const n = static_cast<double>(rows);
  // Twice, since the first rows may be far from the rest. mean_ then holds sums about shift_.
  for (size_t i = 0; i < plan_.columns; ++i) {
    double* run = &ordered_[i * kBlock + begin];
    shift_[i] = Pilot(run, rows);
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

void BlockReader::Fail(size_t column, size_t row_in_block, char const* what) const {
  int64_t const row = first_row_ + block_begin_ + static_cast<int64_t>(row_in_block);
  throw Error(ErrorCode::kBadInput, "column \"" + table_.columns[column].name + "\", row " +
                                        std::to_string(row + 1) + " " + what);
}

}  // namespace winback::stats
