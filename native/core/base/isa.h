// The one list of instruction sets. A new set is a line here and its compiler flags in
// CMakeLists.txt; CONTRIBUTING.md ("Adding things") says what else.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace winback {

enum class Isa : uint8_t { kScalar, kAvx2, kAvx512, kNeon };

// The processor family whose kernels a build may hold.
enum class Machine : uint8_t { kAny, kX86, kArm };

// What CPUID and XGETBV must say before a set of x86 runs: all of these bits.
struct X86Bits {
  uint32_t leaf1_ecx = 0;  // features of CPUID leaf 1
  uint32_t leaf7_ebx = 0;  // extended features, leaf 7
  uint32_t saved = 0;      // registers that the system saves: the low half of XCR0
};

struct IsaEntry {
  Isa isa;
  std::string_view name;
  // The set whose kernels serve where a file has none for this one; every CPU that runs this set
  // runs that one as well.
  Isa below;
  Machine machine;
  X86Bits needs;
};

// OSXSAVE, AVX and POPCNT; AVX2, BMI1 and BMI2; AVX-512 F, DQ, BW and VL.
inline constexpr X86Bits kAvx2Bits{1U << 27 | 1U << 28 | 1U << 23, 1U << 5 | 1U << 3 | 1U << 8,
                                   0x6};
inline constexpr X86Bits kAvx512Bits{
    kAvx2Bits.leaf1_ecx, kAvx2Bits.leaf7_ebx | 1U << 16 | 1U << 17 | 1U << 30 | 1U << 31, 0xe6};

// Best first. Every 64-bit ARM CPU has NEON.
inline constexpr std::array<IsaEntry, 4> kIsaList{{
    {Isa::kAvx512, "avx512", Isa::kAvx2, Machine::kX86, kAvx512Bits},
    {Isa::kAvx2, "avx2", Isa::kScalar, Machine::kX86, kAvx2Bits},
    {Isa::kNeon, "neon", Isa::kScalar, Machine::kArm, {}},
    {Isa::kScalar, "scalar", Isa::kScalar, Machine::kAny, {}},
}};

constexpr IsaEntry const& EntryOf(Isa isa) {
  for (IsaEntry const& entry : kIsaList) {
    if (entry.isa == isa) return entry;
  }
  return kIsaList.back();
}

constexpr std::string_view IsaName(Isa isa) { return EntryOf(isa).name; }

}  // namespace winback
