// Included inside an unnamed namespace, by one file per instruction set: score_avx2.cpp and its
// siblings.
//
// First half of the bit-sliced algorithm: a block's columns -> one bit per row and predicate. Over
// any vector type; Vec is a struct as in score_avx2.cpp.

#include "core/forest/batch/bits_ranks_kernel-inl.h"

constexpr int kTreeChunk = 8;  // trees whose leaf codes are kept before their leaves are added
// Up to this many of a feature, vectors compare with each threshold sooner than they find a rank.
constexpr uint32_t kFewThresholds = 4;

template <class Vec, int kGroups>
class BitsQuestions {
 public:
  using V = typename Vec::Type;
  static constexpr int kGroupRows = 8 * Vec::kBytes;
  static constexpr int kRows = kGroupRows * kGroups;
  static constexpr int kVecBytes = Vec::kBytes;

 protected:
  struct Scratch {
    V* vectors;         // slots, then predicates; kGroups vectors each
    V* missing;         // per numeric feature: NaN mask, zero mask
    V* one_hot;         // per code of the widest categorical feature
    RankBuffers ranks;  // of the feature at hand
    uint8_t* leaves;    // leaf codes, kTreeChunk * kRows
    uint64_t bytes;
  };

  // Null memory: only `bytes` is computed, and no address is made of a null pointer.
  static Scratch Carve(BitsView const& view, uint8_t* memory) {
    Scratch s{};
    uint32_t codes = 2;
    for (uint32_t i = 0; i < view.categoricals; ++i) {
      uint32_t const full = uint32_t{1} << view.categorical[i].bits;
      if (full > codes) codes = full;
    }
    uint64_t at = 0;
    auto take = [&](auto*& pointer, uint64_t count) {
      using T = std::remove_reference_t<decltype(*pointer)>;
      if (memory != nullptr) pointer = reinterpret_cast<T*>(memory + at);
      at += (count * sizeof(T) + 63) / 64 * 64;
    };
    take(s.vectors, uint64_t{kSlots + view.predicates} * kGroups);
    take(s.missing, uint64_t{view.numerics} * 2 * kGroups);
    take(s.one_hot, codes);
    take(s.ranks.low, kRows);
    take(s.ranks.high, kRows);
    take(s.ranks.cells, kRows);
    take(s.ranks.values, kRows);
    take(s.leaves, uint64_t{kTreeChunk} * kRows);
    s.bytes = at;
    return s;
  }

  BitsQuestions(BitsView const& view, BitsBlock const& block)
      : view_(view), block_(block), s_(Carve(view, static_cast<uint8_t*>(block.scratch))) {
    for (int w = 0; w < kGroups; ++w) {
      s_.vectors[kOnesSlot * kGroups + w] = Vec::Ones();
      s_.vectors[kZeroSlot * kGroups + w] = Vec::Zero();
    }
  }

  // Answers every predicate for the block's rows.
  void Ask() {
    AskNumeric();
    AskVariants();
    AskCategorical();
  }

  BitsView const& view_;
  BitsBlock const& block_;
  Scratch s_;

 private:
  V* Predicate(uint32_t p) const { return s_.vectors + uint64_t{kSlots + p} * kGroups; }

  // ---- numeric features: values -> ranks -> one vector per threshold ----

  void AskNumeric() {
    for (uint32_t i = 0; i < view_.numerics; ++i) {
      NumericView const& numeric = view_.numeric[i];
      double const* const column = block_.columns[numeric.feature];
      if (numeric.nan_mask) MissingMask(column, false, s_.missing + uint64_t{i} * 2 * kGroups);
      if (numeric.zero_mask) {
        MissingMask(column, true, s_.missing + (uint64_t{i} * 2 + 1) * kGroups);
      }
      if constexpr (Vec::kWideColumns) {
        if (numeric.count <= kFewThresholds) {
          CompareFew(numeric, column);
          continue;
        }
      }
      RankColumn<Vec>(numeric, column, kRows, s_.ranks);
      for (int w = 0; w < kGroups; ++w) Compare(numeric, w);
    }
  }

  // Without ranks: every value meets every threshold.
  void CompareFew(NumericView const& numeric, double const* column) {
    Vec::Above(numeric, column, kRows, s_.ranks.high);
    for (uint32_t k = 0; k < numeric.count; ++k) {
      SpreadBits(s_.ranks.high + k * (kRows / 8), Predicate(numeric.first_predicate + k));
    }
  }

  static void SpreadBits(uint8_t const* rows, V* plane) {
    for (int w = 0; w < kGroups; ++w, rows += kGroupRows / 8) {
      V bits = Vec::Zero();
      for (int i = 0; i < 8; ++i) {
        bits = Vec::Or(bits, Vec::Spread(rows + i * (kVecBytes / 8), 1 << i));
      }
      plane[w] = bits;
    }
  }

  void MissingMask(double const* column, bool zero_too, V* mask) {
    if constexpr (Vec::kWideColumns) {
      Vec::MissingBits(column, kRows, zero_too, s_.ranks.low);
      return SpreadBits(s_.ranks.low, mask);
    } else {
      Vec::Missing(column, kRows, zero_too, s_.ranks.low);
      for (int w = 0; w < kGroups; ++w) {
        V bits = Vec::Zero();
        V r[8];
        LoadCodes(s_.ranks.low, w, r);
        for (int i = 0; i < 8; ++i) bits = Vec::Or(bits, Vec::And(r[i], Vec::Set8(1 << i)));
        mask[w] = bits;
      }
    }
  }

  static void LoadCodes(uint8_t const* codes, int w, V* r) {
    for (int i = 0; i < 8; ++i) r[i] = Vec::Load(codes + w * kGroupRows + i * kVecBytes);
  }

  void LoadPlanes(uint32_t bits, int w, V* r) const {
    LoadCodes(s_.ranks.low, w, r);
    TransposeBits<Vec>(r);
    if (bits <= 8) return;
    LoadCodes(s_.ranks.high, w, r + 8);
    TransposeBits<Vec>(r + 8);
  }

  // All "rank > k" of a feature by doubling: with those of the low j bits known, the next bit b
  // gives "b and low > k" for the upper half and "b or low > k" for the lower one.
  void Compare(NumericView const& numeric, int w) {
    V r[16];
    LoadPlanes(numeric.bits, w, r);
    V* const above = Predicate(numeric.first_predicate) + w;
    auto const n = static_cast<int64_t>(numeric.count);
    above[0] = r[0];
    int64_t known = 1;
    for (uint32_t bit = 1; bit < numeric.bits; ++bit) {
      V const b = r[bit];
      int64_t const both = n - known - 1 < known ? n - known - 1 : known;
      for (int64_t k = 0; k < both; ++k) {
        V const a = above[k * kGroups];
        above[(known + 1 + k) * kGroups] = Vec::And(b, a);
        above[k * kGroups] = Vec::Or(b, a);
      }
      for (int64_t k = both > 0 ? both : 0; k < known; ++k) {
        above[k * kGroups] = Vec::Or(b, above[k * kGroups]);
      }
      if (known < n) above[known * kGroups] = b;
      known = 2 * known + 1;
    }
  }

  void AskVariants() {
    for (uint32_t i = 0; i < view_.variant_count; ++i) {
      MissingVariant const& variant = view_.variants[i];
      V const* const source = Predicate(variant.source);
      V const* const missing =
          s_.missing + (uint64_t{variant.numeric} * 2 + (variant.zero_kind ? 1 : 0)) * kGroups;
      V* const target = Predicate(variant.target);
      for (int w = 0; w < kGroups; ++w) {
        target[w] = variant.default_left ? Vec::AndNot(missing[w], source[w])
                                         : Vec::Or(missing[w], source[w]);
      }
    }
  }

  // ---- categorical features: category -> code -> one vector per code -> one per set ----

  void AskCategorical() {
    for (uint32_t i = 0; i < view_.categoricals; ++i) {
      CategoricalView const& feature = view_.categorical[i];
      Categories(feature, block_.columns[feature.feature]);
      for (int w = 0; w < kGroups; ++w) {
        OneHot(feature, w);
        for (uint32_t k = 0; k < view_.set_count; ++k) {
          if (view_.sets[k].categorical == i) AskSet(view_.sets[k], w);
        }
      }
    }
  }

  void Categories(CategoricalView const& feature, double const* column) {
    if constexpr (Vec::kWideColumns)
      return Vec::Codes(feature, column, kRows, s_.ranks.low, s_.ranks.high);
    auto const categories = static_cast<double>(feature.categories);
    for (int row = 0; row < kRows; ++row) {
      double const given = column[row];
      double const value = feature.float_rounded ? double{static_cast<float>(given)} : given;
      bool const known = value > feature.below && value < categories;
      uint32_t const none = value == value ? 0 : feature.nan_code;
      uint32_t const code = known ? feature.code_of[static_cast<int32_t>(value)] : none;
      s_.ranks.low[row] = static_cast<uint8_t>(code);
      s_.ranks.high[row] = static_cast<uint8_t>(code >> 8);
    }
  }

  void OneHot(CategoricalView const& feature, int w) {
    V r[16];
    LoadPlanes(feature.bits, w, r);
    V* const hot = s_.one_hot;
    hot[0] = Vec::Ones();
    int64_t known = 1;
    for (int bit = static_cast<int>(feature.bits) - 1; bit >= 0; --bit) {
      for (int64_t i = known - 1; i >= 0; --i) {
        V const all = hot[i];
        hot[2 * i + 1] = Vec::And(all, r[bit]);
        hot[2 * i] = Vec::AndNot(r[bit], all);
      }
      known *= 2;
    }
  }

  void AskSet(SetView const& set, int w) {
    V any = Vec::Zero();
    for (uint32_t i = 0; i < set.count; ++i) any = Vec::Or(any, s_.one_hot[set.codes[i]]);
    Predicate(set.target)[w] = set.inverted ? any : Vec::Xor(any, Vec::Ones());
  }
};
