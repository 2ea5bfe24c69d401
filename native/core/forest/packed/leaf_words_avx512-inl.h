// Included inside an unnamed namespace, by files compiled for AVX-512 (BW).
//
// Adding leaf values with 512-bit vectors: 64 rows look their leaves up in registers. leaf_words.h
// makes the tables.
//
// A leaf value is four words of 16 bits, and a tree's words of one place fill two registers (64
// leaves) or four (128): one instruction picks them for 32 rows by their codes. Interleaving the
// four gives doubles, in an order of rows that WordRow tells and every tree shares.

// Row of the group that lane `lane` of sum `sum` (0 to 7 each) belongs to.
constexpr int WordRow(int sum, int lane) {
  return 16 * (lane / 2) + 4 * (sum % 4) + 2 * (lane % 2) + sum / 4;
}

// The rows at even and at odd places of 64 codes: the low byte of every word, what lies above it
// does not matter.
struct WordCodes {
  __m512i even;
  __m512i odd;
  explicit WordCodes(uint8_t const* at)
      : even(_mm512_load_si512(at)), odd(_mm512_srli_epi16(even, 8)) {}
};

struct WordPicks {
  __m512i even;
  __m512i odd;
};

// The words at one place of every row's leaf.
template <int kBits>
inline WordPicks PickWords(WordCodes const& codes, uint16_t const* place) {
  auto const at = [&](int i) { return _mm512_load_si512(place + 32 * i); };
  __m512i const t0 = at(0);
  __m512i const t1 = at(1);
  __m512i const even = _mm512_permutex2var_epi16(t0, codes.even, t1);
  __m512i const odd = _mm512_permutex2var_epi16(t0, codes.odd, t1);
  if constexpr (kBits == 6) return {even, odd};
  __m512i const t2 = at(2);
  __m512i const t3 = at(3);
  __m512i const bit = _mm512_set1_epi16(64);
  return {_mm512_mask_blend_epi16(_mm512_test_epi16_mask(codes.even, bit), even,
                                  _mm512_permutex2var_epi16(t2, codes.even, t3)),
          _mm512_mask_blend_epi16(_mm512_test_epi16_mask(codes.odd, bit), odd,
                                  _mm512_permutex2var_epi16(t2, codes.odd, t3))};
}

// kFloat: the sums are rounded to float32 after every leaf.
template <bool kFloat>
inline void AddWords(__m512i w0, __m512i w1, __m512i w2, __m512i w3, __m512d* sums) {
  __m512i const low0 = _mm512_unpacklo_epi16(w0, w1);
  __m512i const low1 = _mm512_unpackhi_epi16(w0, w1);
  __m512i const high0 = _mm512_unpacklo_epi16(w2, w3);
  __m512i const high1 = _mm512_unpackhi_epi16(w2, w3);
  auto const add = [](__m512d& sum, __m512i leaves) {
    sum = _mm512_add_pd(sum, _mm512_castsi512_pd(leaves));
    if constexpr (kFloat) sum = _mm512_cvtps_pd(_mm512_cvtpd_ps(sum));
  };
  add(sums[0], _mm512_unpacklo_epi32(low0, high0));
  add(sums[1], _mm512_unpackhi_epi32(low0, high0));
  add(sums[2], _mm512_unpacklo_epi32(low1, high1));
  add(sums[3], _mm512_unpackhi_epi32(low1, high1));
}

// Adds `trees` trees' leaves to the sums of `rows` rows, a multiple of 64, tree after tree. Codes
// are in row order, sums in that of WordRow.
template <int kBits, bool kFloat>
inline void AddLeafWords(uint16_t const* const* tables, uint8_t const* const* codes, int trees,
                         int rows, double* sums) {
  constexpr int kPlace = 1 << kBits;
  for (int row = 0; row < rows; row += 64) {
    __m512d s[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) s[i] = _mm512_load_pd(sums + row + 8 * i);
    for (int t = 0; t < trees; ++t) {
      WordCodes const mine(codes[t] + row);
      WordPicks const w0 = PickWords<kBits>(mine, tables[t]);
      WordPicks const w1 = PickWords<kBits>(mine, tables[t] + kPlace);
      WordPicks const w2 = PickWords<kBits>(mine, tables[t] + 2 * kPlace);
      WordPicks const w3 = PickWords<kBits>(mine, tables[t] + 3 * kPlace);
      AddWords<kFloat>(w0.even, w1.even, w2.even, w3.even, s);
      AddWords<kFloat>(w0.odd, w1.odd, w2.odd, w3.odd, s + 4);
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) _mm512_store_pd(sums + row + 8 * i, s[i]);
  }
}

// Brings the sums of `rows` rows into row order.
inline void OrderLeafWords(double* sums, int rows) {
  for (int row = 0; row < rows; row += 64) {
    double mixed[64];
    __builtin_memcpy(mixed, sums + row, sizeof mixed);
    for (int sum = 0; sum < 8; ++sum) {
      for (int lane = 0; lane < 8; ++lane) sums[row + WordRow(sum, lane)] = mixed[8 * sum + lane];
    }
  }
}
