// Included inside an unnamed namespace, by leaf_scalar.cpp and its siblings for other instruction
// sets.
//
// The innermost loops of permutation importance, the same source for every instruction set. Plain
// pointers only.
//
// Row r of a group of 8 x kBytes rows is bit (r / kBytes) % 8 of byte r % kBytes of a plane: codes
// of eight vectors become planes, and planes codes, by a transpose of 8 x 8 bits within each byte.

template <int kBytes>
struct LeafLoops {
  typedef uint8_t Bytes __attribute__((vector_size(kBytes)));
  typedef uint64_t Words __attribute__((vector_size(kBytes)));
  static constexpr int kGroups = static_cast<int>(kPlaneBytes) / kBytes;
  static constexpr int kGroupRows = 8 * kBytes;

  static Bytes BytesAt(uint8_t const* at) {
    Bytes bytes;
    __builtin_memcpy(&bytes, at, kBytes);
    return bytes;
  }
  static Words const* Plane(uint8_t const* planes, uint32_t index) {
    return reinterpret_cast<Words const*>(planes + uint64_t{index} * kPlaneBytes);
  }
  static Words Repeat(uint8_t byte) { return Words{} + 0x0101010101010101u * byte; }

  static void Ask(Question const& question, uint8_t const* codes, uint8_t const* table,
                  uint8_t* plane) {
    Words* const out = reinterpret_cast<Words*>(plane);
    alignas(64) uint8_t right[kBlockRows];
    if (table != nullptr) {
      for (int64_t row = 0; row < kBlockRows; ++row) right[row] = table[codes[row]];
    }
    for (int g = 0; g < kGroups; ++g) {
      Words bits{};
      for (int i = 0; i < 8; ++i) {
        int const at = g * kGroupRows + i * kBytes;
        Words all;
        if (table != nullptr) {
          all = reinterpret_cast<Words>(BytesAt(right + at));
        } else {
          Bytes const past = BytesAt(codes + at) - question.first;
          all = reinterpret_cast<Words>(past <= question.span);
        }
        bits |= all & Repeat(static_cast<uint8_t>(1 << i));
      }
      out[g] = bits;
    }
  }

  // Byte j of register i, bit b  <->  byte j of register b, bit i.
  static void Transpose(Words* r) {
    auto const swap = [](Words& low, Words& high, int shift, Words mask) {
      Words const moved = ((low >> shift) ^ high) & mask;
      high ^= moved;
      low ^= moved << shift;
    };
    for (int i = 0; i < 8; i += 2) swap(r[i], r[i + 1], 1, Repeat(0x55));
    for (int i : {0, 1, 4, 5}) swap(r[i], r[i + 2], 2, Repeat(0x33));
    for (int i = 0; i < 4; ++i) swap(r[i], r[i + 4], 4, Repeat(0x0f));
  }

  static void Codes(TreeSteps const& tree, Step const* steps, Flip const* flips, uint8_t* planes,
                    uint8_t const* rest, uint8_t* codes) {
    steps += tree.first_step;
    for (uint32_t s = 0; s < tree.steps; ++s) {
      Step const step = steps[s];
      Words const* const parent = Plane(planes, step.parent);
      Words const* const question = Plane(planes, step.question);
      Words* const target = reinterpret_cast<Words*>(planes + uint64_t{step.target} * kPlaneBytes);
      Words const left = Words{} - step.left;
      for (int g = 0; g < kGroups; ++g) target[g] = parent[g] & (question[g] ^ left);
    }
    Words bits[8][kGroups];
    flips += tree.first_flip;
    for (int b = 0; b < 8; ++b) {
      Words sum[kGroups] = {};
      for (uint32_t f = 0; f < tree.flips[b]; ++f, ++flips) {
        Words const* const reach = Plane(planes, flips->reach);
        Words const* const question = Plane(planes, flips->question);
        for (int g = 0; g < kGroups; ++g) sum[g] ^= reach[g] & question[g];
      }
      for (int g = 0; g < kGroups; ++g) bits[b][g] = sum[g];
    }
    for (int g = 0; g < kGroups; ++g) {
      Words r[8];
      for (int b = 0; b < 8; ++b) r[b] = bits[b][g];
      Transpose(r);
      for (int i = 0; i < 8; ++i) {
        int const at = g * kGroupRows + i * kBytes;
        if (rest != nullptr) r[i] ^= *reinterpret_cast<Words const*>(rest + at);
        *reinterpret_cast<Words*>(codes + at) = r[i];
      }
    }
  }

  static void Add(LeafTables const& tables, double* sums) {
    if (tables.count == kTreesAtOnce) return AddEight(tables, sums);
    for (int32_t t = 0; t < tables.count; ++t) {
      for (int64_t row = 0; row < kBlockRows; ++row) {
        sums[row] += tables.leaves[t][tables.codes[t][row]];
      }
    }
  }

  static void AddEight(LeafTables const& tables, double* sums) {
    for (int64_t row = 0; row < kBlockRows; row += 8) {
      double s[8];
      for (int i = 0; i < 8; ++i) s[i] = sums[row + i];
#pragma GCC unroll 8
      for (int t = 0; t < kTreesAtOnce; ++t) {
        uint64_t eight;
        __builtin_memcpy(&eight, tables.codes[t] + row, 8);
        for (int i = 0; i < 8; i += 2) AddTwo(tables.leaves[t], eight, s[i], s[i + 1]);
      }
      for (int i = 0; i < 8; ++i) sums[row + i] = s[i];
    }
  }

  // a += table[codes & 255], b += table[codes >> 8 & 255], codes >>= 16. Compilers do not use the
  // second byte register here and take twice as long, and nearly all time is spent on this.
  static void AddTwo(double const* table, uint64_t& codes, double& a, double& b) {
#if defined(__x86_64__) && defined(__AVX__)
    uint64_t first;
    uint64_t second;
    asm("movzbl %b[codes], %k[first]\n\t"
        "movzbl %h[codes], %k[second]\n\t"
        "shrq $16, %[codes]\n\t"
        "vaddsd (%[table],%[first],8), %[a], %[a]\n\t"
        "vaddsd (%[table],%[second],8), %[b], %[b]"
        :
        [codes] "+Q"(codes), [first] "=&R"(first), [second] "=&R"(second), [a] "+x"(a), [b] "+x"(b)
        : [table] "R"(table), "m"(*reinterpret_cast<double const(*)[kMaxLeaves]>(table))
        : "cc");
#else
    a += table[codes & 255];
    b += table[(codes >> 8) & 255];
    codes >>= 16;
#endif
  }

  static void Order(uint32_t, double*) {}

  static constexpr LeafKernels Kernels() { return {Ask, Codes, Add, Order, false}; }
};
