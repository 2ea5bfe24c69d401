#include "core/moments/moments_masked.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/base/values.h"
#include "core/moments/masked_rows.h"
#include "core/moments/moments_block.h"

namespace winback::stats {
namespace {

constexpr size_t kWords = MaskedReader::kRows / 64;

size_t WordsOf(int64_t rows) { return static_cast<size_t>((rows + 63) / 64); }

// The validity of 64 rows, word `w` of a block that begins at row `begin`; 0 beyond the chunk.
uint64_t ValidBits(ColumnChunk const& chunk, int64_t begin, size_t w) {
  if (chunk.validity == nullptr) return ~uint64_t{0};
  int64_t const first = chunk.bit_offset + begin + static_cast<int64_t>(64 * w);
  int64_t const byte = first >> 3;
  auto const left = static_cast<size_t>((chunk.bit_offset + chunk.length + 7) / 8 - byte);
  uint64_t low = 0;
  std::memcpy(&low, chunk.validity + byte, std::min<size_t>(left, 8));
  auto const shift = static_cast<int>(first & 7);
  if (shift == 0) return low;
  uint64_t const high = left > 8 ? chunk.validity[byte + 8] : 0;
  return (low >> shift) | (high << (64 - shift));
}

int64_t Count(std::vector<uint64_t> const& words, size_t size) {
  int64_t count = 0;
  for (size_t w = 0; w < size; ++w) count += std::popcount(words[w]);
  return count;
}

// Where row i of a lower triangle begins.
size_t Row(size_t i) { return i * (i + 1) / 2; }

// Mean of the group's first rows: near its values, so that little is lost by summing about it.
double Pilot(double const* values, std::vector<uint64_t> const& words, size_t size) {
  double sum = 0;
  int count = 0;
  for (size_t w = 0; w < size; ++w) {
    for (uint64_t bits = words[w]; bits != 0 && count < 16; bits &= bits - 1, ++count) {
      sum += values[64 * w + static_cast<size_t>(std::countr_zero(bits))];
    }
  }
  return count == 0 ? 0 : sum / count;
}

}  // namespace

MaskedReader::MaskedReader(Table const& table, MomentsPlan const& plan, size_t chunk)
    : table_(table),
      plan_(plan),
      chunk_(chunk),
      values_(plan.columns),
      converted_(plan.columns),
      centered_(plan.columns),
      bytes_(static_cast<size_t>(kRows)),
      present_(kWords),
      member_{Words(kWords), Words(kWords)},
      chosen_(kWords),
      products_(plan.columns),
      mean_(plan.columns),
      comoment_(plan.columns * (plan.columns + 1) / 2) {
  for (auto& column : centered_) {
    column.resize(static_cast<size_t>(kRows));
    centered_columns_.push_back(column.data());
  }
  for (auto& part : part_) {
    part.shift.resize(plan.columns);
    part.sum.resize(plan.columns);
    part.product.resize(comoment_.size());
  }
}

double const* MaskedReader::Values(size_t column, int64_t begin, int64_t end) {
  auto const& chunk = table_.columns[column].chunks[chunk_];
  if (chunk.type == ColumnType::kFloat64) return static_cast<double const*>(chunk.values) + begin;
  auto& into = converted_[column];
  into.resize(static_cast<size_t>(kRows));
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) into[static_cast<size_t>(row - begin)] = read(row);
  });
  return into.data();
}

// The group codes of a block as bytes; false when one that is not null is no code, as far as a
// copy of the bytes shows it.
bool MaskedReader::ReadBytes(ColumnChunk const& chunk, int64_t begin, int64_t end) {
  bool const bytes = chunk.type == ColumnType::kUint8 || chunk.type == ColumnType::kInt8;
  std::fill(bytes_.begin() + (end - begin), bytes_.end(), uint8_t{0});
  if (bytes && chunk.validity == nullptr) {
    std::memcpy(bytes_.data(), static_cast<uint8_t const*>(chunk.values) + begin,
                static_cast<size_t>(end - begin));
    uint8_t all = 0;
    for (uint8_t byte : bytes_) all |= byte;
    return all <= 1;
  }
  WithReader(chunk, [&](auto read) {
    for (int64_t row = begin; row < end; ++row) {
      bytes_[static_cast<size_t>(row - begin)] = CodeByte(read(row));
    }
  });
  return true;
}

// Which rows belong to which group. False for a code that is neither null nor one of the groups.
bool MaskedReader::ReadCodes(int64_t begin, int64_t end) {
  int64_t const rows = end - begin;
  size_t const words = WordsOf(rows);
  std::fill_n(member_[0].begin(), words, ~uint64_t{0});
  if (rows % 64 != 0) member_[0][words - 1] >>= 64 - rows % 64;
  std::fill_n(member_[1].begin(), words, 0);
  if (!plan_.grouped) return true;
  auto const& chunk = table_.columns[plan_.columns].chunks[chunk_];
  if (!ReadBytes(chunk, begin, end)) return false;
  for (size_t w = 0; w < words; ++w) {
    uint64_t const grouped = member_[0][w] & ValidBits(chunk, begin, w);
    uint64_t ones = 0;
    uint64_t others = 0;
    for (size_t eight = 0; eight < 8; ++eight) {
      uint64_t codes;
      std::memcpy(&codes, &bytes_[64 * w + 8 * eight], sizeof codes);
      // Gathers bit 0 (and bit 1) of eight bytes into one byte.
      auto const gather = [](uint64_t x) { return (x * 0x0102040810204080u) >> 56; };
      ones |= gather(codes & 0x0101010101010101u) << (8 * eight);
      others |= gather((codes >> 1) & 0x0101010101010101u) << (8 * eight);
    }
    if ((others & grouped) != 0 || (plan_.groups == 1 && (ones & grouped) != 0)) return false;
    member_[0][w] = grouped & ~ones;
    member_[1][w] = grouped & ones;
  }
  return true;
}

void MaskedReader::FindPresent(int64_t begin, int64_t end) {
  int64_t const rows = end - begin;
  size_t const words = WordsOf(rows);
  std::fill_n(present_.begin(), words, ~uint64_t{0});
  for (size_t i = 0; i < plan_.columns; ++i) {
    auto const& chunk = table_.columns[i].chunks[chunk_];
    for (size_t w = 0; w < words; ++w) present_[w] &= ValidBits(chunk, begin, w);
    values_[i] = Values(i, begin, end);
  }
}

bool MaskedReader::SumGroups(int64_t rows) {
  for (int g = 0; g < static_cast<int>(plan_.groups); ++g) {
    if (!SumGroup(g, rows)) return false;
  }
  return true;
}

// False when a sum of squares is not finite.
bool MaskedReader::SumGroup(int group, int64_t rows) {
  Part& part = part_[group];
  size_t const words = WordsOf(rows);
  for (size_t w = 0; w < words; ++w) chosen_[w] = member_[group][w] & present_[w];
  part.rows = Count(chosen_, words);
  part.skipped = Count(member_[group], words) - part.rows;
  if (part.rows == 0) return true;
  double const n = static_cast<double>(part.rows);
  for (size_t i = 0; i < plan_.columns; ++i) {
    double* const out = centered_[i].data();
    part.shift[i] = Pilot(values_[i], chosen_, words);
    part.sum[i] = Center(values_[i], chosen_.data(), part.shift[i], rows, out);
    MultiplyWithEarlier(i, rows);
    double const square = products_[i];
    if (!std::isfinite(square)) return false;
    // The first rows were far from the rest, for their spread: once more, about the mean.
    if (square - part.sum[i] * (part.sum[i] / n) < 1e-4 * square) {
      part.shift[i] += part.sum[i] / n;
      part.sum[i] = Center(values_[i], chosen_.data(), part.shift[i], rows, out);
      MultiplyWithEarlier(i, rows);
    }
    std::copy_n(products_.begin(), i + 1, part.product.begin() + static_cast<int64_t>(Row(i)));
  }
  return true;
}

void MaskedReader::MultiplyWithEarlier(size_t column, int64_t rows) {
  for (size_t j = 0; j <= column; j += kDotsAtOnce) {
    auto const count = std::min<size_t>(kDotsAtOnce, column + 1 - j);
    // The next block of the column, 8 KB on: too short a run for the hardware's own prefetcher.
    Dots(centered_columns_[column], &centered_columns_[j], static_cast<int>(count), rows,
         values_[column] + kRows, &products_[j]);
  }
}

void MaskedReader::Merge(Part const& part, GroupSums& into) {
  into.skipped += part.skipped;
  if (part.rows == 0) return;
  double const n = static_cast<double>(part.rows);
  for (size_t i = 0, at = 0; i < plan_.columns; ++i) {
    mean_[i] = part.shift[i] - plan_.origin[i] + part.sum[i] / n;
    for (size_t j = i; j < plan_.columns; ++j, ++at) {
      comoment_[at] = part.product[Row(j) + i] - part.sum[i] * (part.sum[j] / n);
    }
  }
  into.Merge(part.rows, mean_.data(), comoment_.data());
}

bool MaskedReader::Add(int64_t begin, int64_t end, TableSums& into) {
  int64_t const rows = end - begin;
  if (!ReadCodes(begin, end)) return false;
  FindPresent(begin, end);
  if (!SumGroups(rows)) {
    // NaN is rare among values that are not null: it is looked for when a sum shows it.
    for (double const* values : values_) ClearMissing(values, rows, present_.data());
    if (!SumGroups(rows)) return false;
  }
  int64_t grouped = 0;
  for (size_t g = 0; g < static_cast<size_t>(plan_.groups); ++g) {
    grouped += part_[g].rows + part_[g].skipped;
    Merge(part_[g], into.groups[g]);
  }
  into.ungrouped += rows - grouped;
  return true;
}

}  // namespace winback::stats
