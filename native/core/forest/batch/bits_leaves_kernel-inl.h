// Included inside an unnamed namespace, after bits_questions_kernel-inl.h.
//
// Second half of the bit-sliced algorithm: predicates -> leaf codes -> sums.

// Whether the leaves of many rows are looked up at once, in LeafWords: leaf_words_avx512-inl.h.
template <class Vec>
concept PicksLeaves = requires { Vec::kPicksLeaves; };

// Asks for the lines of a block's `ahead`, some at a time.
class LinesAhead {
 public:
  explicit LinesAhead(BitsBlock const& block)
      : run_(block.ahead), end_(block.ahead + block.ahead_count) {
    for (AheadRun const* run = run_; run != end_; ++run) lines_ += run->lines;
  }
  int64_t Lines() const { return lines_; }

  void Ask(int64_t lines) {
    for (; run_ != end_; ++run_, line_ = 0) {
      auto const* const at = static_cast<uint8_t const*>(run_->at);
      for (; line_ < run_->lines; ++line_) {
        if (--lines < 0) return;
        __builtin_prefetch(at + line_ * 64, 0, 2);
      }
    }
  }

 private:
  AheadRun const* run_;
  AheadRun const* end_;
  int64_t line_ = 0;
  int64_t lines_ = 0;
};

template <class Vec, int kGroups>
class BitsRunner : private BitsQuestions<Vec, kGroups> {
  using Base = BitsQuestions<Vec, kGroups>;
  using V = typename Base::V;
  using Base::block_;
  using Base::kGroupRows;
  using Base::kVecBytes;
  using Base::s_;
  using Base::view_;

 public:
  using Base::kRows;

  static uint64_t ScratchBytes(BitsView const& view) { return Base::Carve(view, nullptr).bytes; }

  static void Run(BitsView const& view, BitsBlock const& block) {
    BitsRunner runner(view, block);
    runner.Ask();
    for (int32_t k = 0; k < block.classes; ++k) runner.ScoreClass(k);
  }

 private:
  using Base::Base;

  void ScoreClass(int32_t k) {
    double* const sums = block_.sums + int64_t{k} * kRows;
    double const base = view_.base == nullptr ? 0.0 : view_.base[k];
    for (int row = 0; row < kRows; ++row) sums[row] = base;
    TreeProgram const* const first =
        view_.programs + int64_t{k} * view_.iterations + block_.first_iteration;
    LinesAhead ahead(block_);
    int64_t const chunks = (block_.iteration_count + kTreeChunk - 1) / kTreeChunk;
    // The first class asks for all lines; later ones find them there.
    int64_t const lines = k == 0 ? ahead.Lines() / chunks + 1 : 0;
    for (int32_t t = 0; t < block_.iteration_count; t += kTreeChunk) {
      ahead.Ask(lines);
      int32_t const left = block_.iteration_count - t;
      int32_t const trees = left < kTreeChunk ? left : kTreeChunk;
      for (int32_t i = 0; i < trees; ++i) {
        LeafCodes(first[t + i], s_.leaves + int64_t{i} * kRows);
      }
      AddTrees(first + t, trees, sums);
    }
    if constexpr (PicksLeaves<Vec>) {
      if (view_.leaf_word_bits != 0) OrderLeafWords(sums, kRows);
    }
  }

  void LeafCodes(TreeProgram const& program, uint8_t* codes) {
    ReachNodes(program);
    V planes[8][kGroups];
    Pairs(program, planes[0]);
    uint8_t const* slots = view_.plane_slots + program.first_plane;
#pragma GCC unroll 8
    for (int plane = 1; plane < 8; ++plane) {
      slots = Plane(slots, program.plane_fours[plane], planes[plane]);
    }
    for (int w = 0; w < kGroups; ++w) {
      V r[8];
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) r[i] = planes[i][w];
      TransposeBits<Vec>(r);
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) Vec::Store(codes + w * kGroupRows + i * kVecBytes, r[i]);
    }
  }

  void ReachNodes(TreeProgram const& program) {
    V* const vectors = s_.vectors;
    ReachOp const* op = view_.reach_ops + program.first_reach;
    ReachOp const* const end = op + program.reaches;
    V* target = vectors + kGroups;
    for (; op != end; ++op, target += kGroups) {
      V const* const x = vectors + uint64_t{op->x} * kGroups;
      V const* const parent = vectors + uint64_t{op->parent} * kGroups;
      V const invert = Vec::Fill(op->invert);
#pragma GCC unroll 8
      for (int w = 0; w < kGroups; ++w) target[w] = Vec::AndXor(parent[w], x[w], invert);
    }
  }

  void Pairs(TreeProgram const& program, V* plane) {
    V sum[kGroups];
    for (int w = 0; w < kGroups; ++w) sum[w] = Vec::Zero();
    PairOp const* op = view_.pair_ops + program.first_pair;
    for (PairOp const* const end = op + program.pairs; op != end; ++op) {
      V const* const x = s_.vectors + uint64_t{op->predicate} * kGroups;
      V const* const reach = s_.vectors + uint64_t{op->reach} * kGroups;
#pragma GCC unroll 8
      for (int w = 0; w < kGroups; ++w) sum[w] = Vec::XorOfAnd(sum[w], reach[w], x[w]);
    }
    for (int w = 0; w < kGroups; ++w) plane[w] = sum[w];
  }

  uint8_t const* Plane(uint8_t const* slots, int fours, V* plane) {
    V sum[kGroups];
    for (int w = 0; w < kGroups; ++w) sum[w] = Vec::Zero();
    for (; fours > 0; --fours, slots += 4) {
      V const* const a = s_.vectors + uint64_t{slots[0]} * kGroups;
      V const* const b = s_.vectors + uint64_t{slots[1]} * kGroups;
      V const* const c = s_.vectors + uint64_t{slots[2]} * kGroups;
      V const* const d = s_.vectors + uint64_t{slots[3]} * kGroups;
#pragma GCC unroll 8
      for (int w = 0; w < kGroups; ++w) {
        sum[w] = Vec::Xor3(Vec::Xor3(sum[w], a[w], b[w]), c[w], d[w]);
      }
    }
    for (int w = 0; w < kGroups; ++w) plane[w] = sum[w];
    return slots;
  }

  // ---- leaves: every row adds its trees one after the other, as LightGBM does ----

  void AddTrees(TreeProgram const* programs, int32_t trees, double* sums) {
    if constexpr (PicksLeaves<Vec>) {
      if (view_.leaf_word_bits != 0) return AddWords(programs, trees, sums);
    }
    double const* tables[kTreeChunk];
    for (int32_t i = 0; i < trees; ++i) tables[i] = view_.leaf_values + programs[i].first_leaf;
    if (view_.float_sums) {
      AddFloatLeaves(tables, trees, s_.leaves, sums);
    } else if (trees == kTreeChunk) {
      AddLeaves(tables, s_.leaves, sums);
    } else {
      AddSomeLeaves(tables, trees, s_.leaves, sums);
    }
  }

  void AddWords(TreeProgram const* programs, int32_t trees, double* sums) {
    int64_t const stride = int64_t{4} << view_.leaf_word_bits;
    uint16_t const* tables[kTreeChunk];
    uint8_t const* codes[kTreeChunk];
    for (int32_t i = 0; i < trees; ++i) {
      tables[i] = view_.leaf_words + (programs + i - view_.programs) * stride;
      codes[i] = s_.leaves + int64_t{i} * kRows;
    }
    bool const six = view_.leaf_word_bits == 6;
    if (view_.float_sums) {
      six ? AddLeafWords<6, true>(tables, codes, trees, kRows, sums)
          : AddLeafWords<7, true>(tables, codes, trees, kRows, sums);
    } else {
      six ? AddLeafWords<6, false>(tables, codes, trees, kRows, sums)
          : AddLeafWords<7, false>(tables, codes, trees, kRows, sums);
    }
  }

  static void AddSomeLeaves(double const* const* tables, int32_t trees, uint8_t const* codes,
                            double* sums) {
    for (int32_t t = 0; t < trees; ++t) {
      for (int row = 0; row < kRows; ++row) sums[row] += tables[t][codes[t * kRows + row]];
    }
  }

  // As XGBoost adds: one float32 sum. Eight rows at a time stay in registers.
  static void AddFloatLeaves(double const* const* tables, int32_t trees, uint8_t const* codes,
                             double* sums) {
    for (int row = 0; row < kRows; row += 8) {
      float s[8];
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) s[i] = static_cast<float>(sums[row + i]);
      for (int32_t t = 0; t < trees; ++t) {
        uint8_t const* const mine = codes + t * kRows + row;
#pragma GCC unroll 8
        for (int i = 0; i < 8; ++i) s[i] += static_cast<float>(tables[t][mine[i]]);
      }
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) sums[row + i] = double{s[i]};
    }
  }

  // Eight rows at a time stay in registers for eight trees.
  static void AddLeaves(double const* const* tables, uint8_t const* codes, double* sums) {
    for (int row = 0; row < kRows; row += 8) {
      double s[8];
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) s[i] = sums[row + i];
#pragma GCC unroll 8
      for (int t = 0; t < kTreeChunk; ++t) {
        uint64_t eight;
        __builtin_memcpy(&eight, codes + t * kRows + row, 8);
        AddPair(tables[t], eight, s[0], s[1]);
        AddPair(tables[t], eight, s[2], s[3]);
        AddPair(tables[t], eight, s[4], s[5]);
        AddPair(tables[t], eight, s[6], s[7]);
      }
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) sums[row + i] = s[i];
    }
  }

  // a += table[codes & 255], b += table[codes >> 8 & 255], codes >>= 16. On x86 in assembler since
  // this is the hottest step and GCC's code for it takes twice the cycles (Zen 4:
  // 1.43 against 0.65 cycles per row and tree): it does not use the second byte register.
  static void AddPair(double const* table, uint64_t& codes, double& a, double& b) {
#ifdef __x86_64__
    uint64_t first;
    uint64_t second;
    asm("movzbl %b[codes], %k[first]\n\t"
        "movzbl %h[codes], %k[second]\n\t"
        "shrq $16, %[codes]\n\t"
        "vaddsd (%[table],%[first],8), %[a], %[a]\n\t"
        "vaddsd (%[table],%[second],8), %[b], %[b]"
        :
        [codes] "+Q"(codes), [first] "=&R"(first), [second] "=&R"(second), [a] "+x"(a), [b] "+x"(b)
        : [table] "R"(table), "m"(*reinterpret_cast<double const(*)[256]>(table))
        : "cc");
#else
    a += table[codes & 255];
    b += table[(codes >> 8) & 255];
    codes >>= 16;
#endif
  }
};
