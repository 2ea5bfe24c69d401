// Included inside an unnamed namespace, by row_kernel.cpp and its siblings for other instruction
// sets.
//
// The sum of one row's leaves over any vector type. Vec has: kBytes, Type, Load, Store, And, Or,
// Fill64.

// Cache lines of every stream that are combined at a time, and how far ahead the next are asked for
// where the streams are long: docs/decisions/0009.
constexpr int kLines = 2;
constexpr int kBlockBytes = 64 * kLines;
constexpr int kAheadBytes = 256;
constexpr int64_t kLongBytes = 1024;

template <class Vec, bool kAhead>
inline void AndBlock(uint8_t const* const* streams, int32_t count, int64_t at, int vectors,
                     uint64_t set, uint8_t* out) {
  typename Vec::Type all[kBlockBytes / Vec::kBytes];
  for (int v = 0; v < vectors; ++v) all[v] = Vec::Load(streams[0] + at + v * Vec::kBytes);
  for (int32_t s = 1; s < count; ++s) {
    uint8_t const* const stream = streams[s] + at;
    for (int line = 0; kAhead && line < kLines; ++line) {
      __builtin_prefetch(stream + kAheadBytes + line * 64);
    }
    for (int v = 0; v < vectors; ++v) {
      all[v] = Vec::And(all[v], Vec::Load(stream + v * Vec::kBytes));
    }
  }
  for (int v = 0; v < vectors; ++v) {
    Vec::Store(out + v * Vec::kBytes, Vec::Or(all[v], Vec::Fill64(set)));
  }
}

template <class Vec>
void AndStreams(uint8_t const* const* streams, int32_t count, uint64_t bytes, uint8_t* out) {
  auto const end = static_cast<int64_t>(bytes);
  int64_t at = 0;
  constexpr int kVectors = kBlockBytes / Vec::kBytes;
  for (; at + kBlockBytes <= end; at += kBlockBytes) {
    AndBlock<Vec, true>(streams, count, at, kVectors, 0, out + at);
  }
  if (at < end) AndBlock<Vec, true>(streams, count, at, kVectors / kLines, 0, out + at);
}

// Word is uint32_t or uint64_t: one bit per leaf of a tree, exactly one of them set. The highest is
// set besides, which changes nothing where another is: a damaged or hostile forest file may leave
// none, and then too the leaf must be one of the table.
template <class Vec, class Word, class Sum, bool kAhead>
double SumLeavesAhead(RowStreams const& row) {
  constexpr int kBits = 8 * sizeof(Word);
  constexpr uint64_t kTop = kBits == 32 ? 0x8000000080000000 : 0x8000000000000000;
  constexpr int kWords = kBlockBytes / sizeof(Word);
  alignas(64) uint8_t left[kBlockBytes];
  auto sum = static_cast<Sum>(row.base);
  int32_t tree = row.first_tree;
  int32_t const end = tree + row.trees;
  int32_t block = tree / kWords;
  while (tree < end) {
    int64_t const at = int64_t{block} * kBlockBytes;
    bool const whole = (block + 1) * kWords <= end;
    bool const half = !whole && end <= block * kWords + kWords / kLines;
    constexpr int kVectors = kBlockBytes / Vec::kBytes;
    AndBlock<Vec, kAhead>(row.streams, row.count, at, half ? kVectors / kLines : kVectors, kTop,
                          left);
    int32_t const stop = whole ? (block + 1) * kWords : end;
    for (; tree < stop; ++tree) {
      Word word;
      __builtin_memcpy(&word, left + (tree - block * kWords) * int32_t{sizeof(Word)}, sizeof word);
      // The upper half of a 32-bit word's register is zero, and some lower bit is set.
      auto const leaf = __builtin_ctzll(static_cast<unsigned long long>(word));
      sum += static_cast<Sum>(row.leaves[int64_t{tree} * kBits + leaf]);
    }
    ++block;
  }
  return sum;
}

template <class Vec, class Word, class Sum>
double SumLeaves(RowStreams const& row) {
  bool const is_long = int64_t{row.trees} * int64_t{sizeof(Word)} > kLongBytes;
  return is_long ? SumLeavesAhead<Vec, Word, Sum, true>(row)
                 : SumLeavesAhead<Vec, Word, Sum, false>(row);
}

template <class Vec>
constexpr RowKernels KernelsOf() {
  return {&AndStreams<Vec>, &SumLeaves<Vec, uint32_t, double>, &SumLeaves<Vec, uint64_t, double>,
          &SumLeaves<Vec, uint32_t, float>, &SumLeaves<Vec, uint64_t, float>};
}
