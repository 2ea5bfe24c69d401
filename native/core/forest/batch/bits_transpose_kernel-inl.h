// Included inside an unnamed namespace, before bits_questions_kernel-inl.h.
//
// The one shuffle of the bit-sliced algorithm.
//
// Row r of a block is byte (r % kBytes) of register (r / kBytes) % 8 of vector group r / (8
// kBytes); after TransposeBits the same row is bit (r / kBytes) % 8 of that byte in every plane. So
// codes go in and leaf codes come out in row order without any other move.

template <int kShift>
struct Shift {
  static constexpr int kValue = kShift;
};

// Byte j of register i, bit b  <->  byte j of register b, bit i.
template <class Vec>
inline void TransposeBits(typename Vec::Type* r) {
  auto swap = [](auto& low, auto& high, auto shift, auto mask) {
    constexpr int kShift = decltype(shift)::kValue;
    auto const t = Vec::XorAnd(Vec::template ShiftRight<kShift>(low), high, mask);
    high = Vec::Xor(high, t);
    low = Vec::Xor(low, Vec::template ShiftLeft<kShift>(t));
  };
  auto const m1 = Vec::Set8(0x55);
  auto const m2 = Vec::Set8(0x33);
  auto const m4 = Vec::Set8(0x0f);
  for (int i = 0; i < 8; i += 2) swap(r[i], r[i + 1], Shift<1>{}, m1);
  for (int i : {0, 1, 4, 5}) swap(r[i], r[i + 2], Shift<2>{}, m2);
  for (int i = 0; i < 4; ++i) swap(r[i], r[i + 4], Shift<4>{}, m4);
}
