// The kernels of moments over chosen rows: every instruction set gives the scalar path's bits, and
// what they add up is what a plain loop adds up.
#include <bit>
#include <cmath>
#include <limits>

#include "core/moments/masked_rows.h"
#include "core/moments/moments.h"
#include "core/random/philox.h"
#include "test/check.h"
#include "test/support.h"

using namespace winback;

namespace {

constexpr int64_t kSizes[] = {1, 3, 7, 8, 9, 63, 64, 65, 127, 200, 1024};

std::vector<double> RandomValues(uint64_t stream, int64_t count) {
  Philox const random(77, stream);
  std::vector<double> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); ++i) values[i] = random.Uniform(i) * 10 - 3;
  return values;
}

std::vector<uint64_t> RandomBits(uint64_t stream, int64_t count) {
  Philox const random(78, stream);
  std::vector<uint64_t> words(static_cast<size_t>((count + 63) / 64));
  for (size_t w = 0; w < words.size(); ++w)
    words[w] = (uint64_t{random.Block(w)[0]} << 32) | random.Block(w)[1];
  return words;
}

bool IsSet(std::vector<uint64_t> const& words, int64_t row) {
  return ((words[static_cast<size_t>(row >> 6)] >> (row & 63)) & 1) != 0;
}

}  // namespace

TEST("masked kernels give the same bits for every instruction set and length") {
  for (int64_t rows : kSizes) {
    auto values = RandomValues(0, rows);
    auto const words = RandomBits(1, rows);
    if (rows > 5) values[5] = std::numeric_limits<double>::quiet_NaN();
    std::vector<uint64_t> first;
    test::EveryIsa([&] {
      auto present = words;
      stats::ClearMissing(values.data(), rows, present.data());
      std::vector<std::vector<double>> out(5, std::vector<double>(1024, 99));
      std::vector<double const*> columns;
      std::vector<uint64_t> seen = present;
      for (size_t k = 0; k < out.size(); ++k) {
        double const shift = static_cast<double>(k) / 3;
        double const sum = stats::Center(values.data(), present.data(), shift, rows, out[k].data());
        seen.push_back(std::bit_cast<uint64_t>(sum));
        columns.push_back(out[k].data());
        double plain = 0;
        for (int64_t i = 0; i < rows; ++i) {
          auto const at = static_cast<size_t>(i);
          CHECK_EQ(IsSet(present, i), IsSet(words, i) && !std::isnan(values[at]));
          CHECK_EQ(out[k][at], IsSet(present, i) ? values[at] - shift : 0.0);
          plain += out[k][at];
        }
        CHECK(std::abs(sum - plain) < 1e-9);
      }
      for (int count = 1; count <= stats::kDotsAtOnce; ++count) {
        double dots[stats::kDotsAtOnce];
        stats::Dots(columns[0], &columns[1], count, rows, columns[0], dots);
        for (int j = 0; j < count; ++j) {
          seen.push_back(std::bit_cast<uint64_t>(dots[j]));
          double plain = 0;
          for (size_t i = 0; i < static_cast<size_t>(rows); ++i) {
            plain += columns[0][i] * columns[static_cast<size_t>(j + 1)][i];
          }
          CHECK(std::abs(dots[j] - plain) < 1e-8);
        }
      }
      if (first.empty()) first = seen;
      CHECK(seen == first);
    });
  }
}

TEST("moments of null-ridden chunks at any bit offset equal a plain two-pass sum") {
  constexpr int64_t kRows = 5000;
  constexpr size_t kColumns = 6;
  std::vector<std::vector<double>> values;
  std::vector<std::vector<uint64_t>> validity;
  for (size_t k = 0; k < kColumns; ++k) {
    values.push_back(RandomValues(10 + k, kRows));
    // Nine rows of ten are present.
    auto bits = RandomBits(20 + k, kRows + 64);
    auto const more = RandomBits(30 + k, kRows + 64);
    auto const most = RandomBits(40 + k, kRows + 64);
    for (size_t w = 0; w < bits.size(); ++w) bits[w] |= more[w] | most[w];
    validity.push_back(bits);
    // What lies under a null must not matter.
    for (int64_t i = 0; i < kRows; ++i) {
      if (!IsSet(bits, i + 5))
        values[k][static_cast<size_t>(i)] = std::numeric_limits<double>::infinity();
    }
  }
  std::vector<uint8_t> codes(kRows);
  for (int64_t i = 0; i < kRows; ++i)
    codes[static_cast<size_t>(i)] = static_cast<uint8_t>(i * 7 % 3 == 0);
  std::vector<Column> columns;
  for (size_t k = 0; k < kColumns; ++k) {
    ColumnChunk chunk;
    chunk.values = values[k].data();
    chunk.validity = reinterpret_cast<uint8_t const*>(validity[k].data());
    chunk.bit_offset = 5;
    chunk.length = kRows;
    columns.push_back({"c", false, {chunk}});
  }
  ColumnChunk chunk;
  chunk.type = ColumnType::kUint8;
  chunk.values = codes.data();
  chunk.length = kRows;
  auto const got = stats::ColumnMoments(columns, Column{"g", false, {chunk}}, 2, 1);
  for (size_t g = 0; g < 2; ++g) {
    std::vector<size_t> rows;
    for (size_t i = 0; i < kRows; ++i) {
      bool present = codes[i] == g;
      for (size_t k = 0; k < kColumns; ++k)
        present = present && IsSet(validity[k], static_cast<int64_t>(i) + 5);
      if (present) rows.push_back(i);
    }
    CHECK_EQ(got.groups[g].rows, std::ssize(rows));
    CHECK_EQ(got.groups[g].rows + got.groups[g].skipped, std::count(codes.begin(), codes.end(), g));
    std::vector<long double> mean(kColumns, 0);
    for (size_t k = 0; k < kColumns; ++k) {
      for (size_t i : rows) mean[k] += values[k][i];
      mean[k] /= static_cast<long double>(rows.size());
      CHECK_NEAR(got.groups[g].means[k], static_cast<double>(mean[k]), 1e-13);
    }
    for (size_t a = 0; a < kColumns; ++a) {
      for (size_t b = 0; b < kColumns; ++b) {
        long double product = 0;
        for (size_t i : rows) product += (values[a][i] - mean[a]) * (values[b][i] - mean[b]);
        CHECK(std::abs(got.groups[g].comoments[a * kColumns + b] - static_cast<double>(product)) <
              1e-9);
      }
    }
  }
}
