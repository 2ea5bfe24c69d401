#include "core/moments/moments_reader.h"

#include <algorithm>
#include <cmath>

#include "core/base/values.h"

namespace winback::stats {
namespace {

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
      in_place_(plan.columns <= 2 && plan.groups <= 2),
      kernels_(ActiveBlockKernels()),
      buffered_(table, plan, chunk, first_row),
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

void BlockReader::Add(int64_t begin, int64_t end, TableSums& into) {
  if (in_place_ && AddInPlace(begin, end, into)) return;
  bool const masked = plan_.groups <= 2;
  int64_t const step = masked ? MaskedReader::kRows : kBlockRows;
  for (int64_t row = begin; row < end; row += step) {
    int64_t const next = std::min(end, row + step);
    if (masked && AddMasked(row, next, into)) continue;
    buffered_.Add(row, next, into);
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
    shift_[i] = FirstRowsMean(column[i], rows);
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

}  // namespace winback::stats
