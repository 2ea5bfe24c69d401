// Included inside an unnamed namespace, by bits_questions_kernel-inl.h.
//
// The rank of every value of a column among its feature's thresholds.

// One place per row of a block.
struct RankBuffers {
  uint8_t* low;   // of ranks and category codes
  uint8_t* high;  // of those that need more than a byte
  int32_t* cells;
  double* values;
};

template <int kCompares>
inline uint32_t RankInCell(NumericView const& numeric, RankBuffers const& buffers, int row) {
  uint32_t const base = numeric.below[buffers.cells[row]];
  double const value = buffers.values[row];
  double const* const thresholds = numeric.thresholds + base;
  uint32_t rank = base;
  for (int i = 0; i < kCompares; ++i) rank += thresholds[i] < value ? 1 : 0;
  return rank;
}

inline uint32_t BisectRank(NumericView const& numeric, double value) {
  double const* at = numeric.thresholds;
  for (uint32_t left = numeric.count; left > 1;) {
    uint32_t const half = left / 2;
    at += at[half - 1] < value ? half : 0;
    left -= half;
  }
  return static_cast<uint32_t>(at - numeric.thresholds) + (*at < value ? 1 : 0);
}

template <class Fn>
inline void RankEach(NumericView const& numeric, int rows, RankBuffers const& buffers, Fn rank) {
  uint8_t* const low = buffers.low;
  uint8_t* const high = buffers.high;
  if (numeric.bits <= 8) {
    for (int row = 0; row < rows; ++row) low[row] = static_cast<uint8_t>(rank(row));
    return;
  }
  for (int row = 0; row < rows; ++row) {
    uint32_t const code = rank(row);
    low[row] = static_cast<uint8_t>(code);
    high[row] = static_cast<uint8_t>(code >> 8);
  }
}

// Into buffers.low and, for more than 8 bits, buffers.high.
template <class Vec>
void RankColumn(NumericView const& numeric, double const* column, int rows,
                RankBuffers const& buffers) {
  if constexpr (Vec::kWideColumns) {
    if (numeric.bits <= 8 && numeric.compares == 1) {
      return Vec::template ByteRanks<1>(numeric, column, rows, buffers.cells, buffers.low);
    }
    if (numeric.bits <= 8 && numeric.compares == 2) {
      return Vec::template ByteRanks<2>(numeric, column, rows, buffers.cells, buffers.low);
    }
  }
  Vec::Buckets(numeric, column, rows, buffers.values, buffers.cells);
  auto const each = [&](auto rank) { RankEach(numeric, rows, buffers, rank); };
  switch (numeric.compares) {
    case 0:
      return each([&](int row) { return BisectRank(numeric, buffers.values[row]); });
    case 1:
      return each([&](int row) { return RankInCell<1>(numeric, buffers, row); });
    case 2:
      return each([&](int row) { return RankInCell<2>(numeric, buffers, row); });
    default:
      return each([&](int row) { return RankInCell<kRankPadding>(numeric, buffers, row); });
  }
}
