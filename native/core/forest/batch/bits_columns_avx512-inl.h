// Included inside an unnamed namespace, that of score_avx512.cpp.
//
// Columns of doubles with 512-bit vectors: ranks, category codes and comparisons of a block's rows.
// Rows are a multiple of 64.

struct Columns512 {
  // ByteRanks, Codes, Above and MissingBits are there.
  static constexpr bool kWideColumns = true;

  // Values with NaN and, where it matters, tiny ones as 0, and their grid cells.
  static void Buckets(NumericView const& numeric, double const* column, int rows, double* values,
                      int32_t* cells) {
    Grid const grid(numeric);
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = grid.Clean(column + row);
      _mm512_store_pd(values + row, v);
      _mm256_store_si256(reinterpret_cast<__m256i*>(cells + row), grid.Cells(v));
    }
  }

  // Ranks that fit a byte, of a grid with at most kCompares thresholds in a cell. Cells and
  // thresholds are read one by one: gathers take twice as long (Zen 4: 9.4 cycles for 8 values).
  // `cells` has a place for every row.
  template <int kCompares>
  static void ByteRanks(NumericView const& numeric, double const* column, int rows, int32_t* cells,
                        uint8_t* ranks) {
    Grid const grid(numeric);
    // Bytes may alias the view: its pointers are read once.
    uint16_t const* const below = numeric.below;
    double const* const thresholds = numeric.thresholds;
    auto* const places = reinterpret_cast<uint16_t*>(cells);
    for (int row = 0; row < rows; row += 8) {
      _mm_store_si128(reinterpret_cast<__m128i*>(places + row),
                      _mm256_cvtepi32_epi16(grid.Cells(grid.Clean(column + row))));
    }
    for (int row = 0; row < rows; row += 64) {
      uint64_t above[kCompares] = {};
      for (int i = 0; i < 64; i += 8) {
        uint32_t base[8];
        Bases(below, places + row + i, base, ranks + row + i);
        __m512d const v = grid.Clean(column + row + i);
#pragma GCC unroll 2
        for (int c = 0; c < kCompares; ++c) {
          __m512d const at = Eight(thresholds + c, base);
          above[c] |= uint64_t{_mm512_cmp_pd_mask(at, v, _CMP_LT_OQ)} << i;
        }
      }
      __m512i rank = _mm512_loadu_si512(ranks + row);
      for (int c = 0; c < kCompares; ++c) {
        rank = _mm512_mask_sub_epi8(rank, above[c], rank, _mm512_set1_epi8(-1));
      }
      _mm512_storeu_si512(ranks + row, rank);
    }
  }

  // Codes of categories, 0 where unknown, the feature's own of NaN. code_of is read in pairs: see
  // CategoricalFeature.
  static void Codes(CategoricalView const& feature, double const* column, int rows, uint8_t* low,
                    uint8_t* high) {
    __m512d const below = _mm512_set1_pd(feature.below);
    __m512i const of_nan = _mm512_set1_epi64(feature.nan_code);
    __m512d const end = _mm512_set1_pd(feature.categories);
    __m512i const one = _mm512_set1_epi64(1);
    for (int row = 0; row < rows; row += 8) {
      __m512d v = _mm512_loadu_pd(column + row);
      if (feature.float_rounded) v = _mm512_cvtps_pd(_mm512_cvtpd_ps(v));
      auto const known = static_cast<__mmask8>(_mm512_cmp_pd_mask(v, below, _CMP_GT_OQ) &
                                               _mm512_cmp_pd_mask(v, end, _CMP_LT_OQ));
      __m512i const category = _mm512_cvttpd_epi64(_mm512_maskz_mov_pd(known, v));
      __m512i const pair = _mm512_cvtepu32_epi64(_mm512_mask_i64gather_epi32(
          _mm256_setzero_si256(), known, _mm512_srli_epi64(category, 1), feature.code_of, 4));
      __m512i const shift = _mm512_slli_epi64(_mm512_and_si512(category, one), 4);
      __m512i code = _mm512_srlv_epi64(pair, shift);
      code = _mm512_mask_mov_epi64(code, _mm512_cmp_pd_mask(v, v, _CMP_UNORD_Q), of_nan);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(low + row), _mm512_cvtepi64_epi8(code));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(high + row),
                       _mm512_cvtepi64_epi8(_mm512_srli_epi64(code, 8)));
    }
  }

  // Bit r of bits[k * rows / 8 ...]: whether row r lies above threshold k.
  static void Above(NumericView const& numeric, double const* column, int rows, uint8_t* bits) {
    Grid const grid(numeric);
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = grid.Clean(column + row);
      uint8_t* at = bits + row / 8;
      for (uint32_t k = 0; k < numeric.count; ++k, at += rows / 8) {
        *at = _mm512_cmp_pd_mask(_mm512_set1_pd(numeric.thresholds[k]), v, _CMP_LT_OQ);
      }
    }
  }

  // Bit r: whether row r is NaN, or tiny when `zero_too`.
  static void MissingBits(double const* column, int rows, bool zero_too, uint8_t* bits) {
    for (int row = 0; row < rows; row += 8) {
      __m512d const v = _mm512_loadu_pd(column + row);
      __mmask8 mask = _mm512_cmp_pd_mask(v, v, _CMP_UNORD_Q);
      if (zero_too) mask = static_cast<__mmask8>(mask | Tiny(v));
      bits[row / 8] = mask;
    }
  }

 private:
  struct Grid {
    __m512d low, scale, last;
    bool flush;
    explicit Grid(NumericView const& numeric)
        : low(_mm512_set1_pd(numeric.low)),
          scale(_mm512_set1_pd(numeric.scale)),
          last(_mm512_set1_pd(numeric.last_cell)),
          flush(numeric.flush) {}

    __m512d Clean(double const* at) const {
      __m512d v = _mm512_loadu_pd(at);
      v = _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(v, v, _CMP_ORD_Q), v);
      return flush ? _mm512_mask_mov_pd(v, Tiny(v), _mm512_setzero_pd()) : v;
    }
    __m256i Cells(__m512d v) const {
      __m512d cell = _mm512_mul_pd(_mm512_sub_pd(v, low), scale);
      cell = _mm512_min_pd(_mm512_max_pd(cell, _mm512_setzero_pd()), last);
      return _mm512_cvttpd_epi32(cell);
    }
  };

  // How many thresholds lie in cells below those of eight rows, and the same as bytes.
  static void Bases(uint16_t const* below, uint16_t const* places, uint32_t* base, uint8_t* bytes) {
    uint64_t four[2];
    __builtin_memcpy(four, places, sizeof four);
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) {
      base[i] = below[static_cast<uint16_t>(four[i / 4] >> (i % 4 * 16))];
      bytes[i] = static_cast<uint8_t>(base[i]);
    }
  }

  static __m512d Eight(double const* at, uint32_t const* index) {
    auto const two = [&](int i) {
      return _mm_loadh_pd(_mm_load_sd(at + index[i]), at + index[i + 1]);
    };
    auto const four = [&](int i) {
      return _mm256_insertf128_pd(_mm256_castpd128_pd256(two(i)), two(i + 2), 1);
    };
    return _mm512_insertf64x4(_mm512_castpd256_pd512(four(0)), four(4), 1);
  }

  static __mmask8 Tiny(__m512d v) {
    return static_cast<__mmask8>(
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(-kZeroThreshold), _CMP_GE_OQ) &
        _mm512_cmp_pd_mask(v, _mm512_set1_pd(kZeroThreshold), _CMP_LE_OQ));
  }
};
