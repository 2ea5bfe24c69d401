#include "core/base/cpu.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>

#ifdef WINBACK_X86
#ifdef _MSC_VER
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

#include "core/base/error.h"

namespace winback {
namespace {

std::atomic<int> forced{-1};

#ifdef WINBACK_X86
// What the processor says (CPUID) and which registers the system saves when it changes threads
// (XGETBV). Asked for directly: what `__builtin_cpu_supports` answers differs between compilers and
// their run-time libraries.
struct Cpuid {
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;

  Cpuid(uint32_t leaf, uint32_t subleaf) {
#ifdef _MSC_VER
    int words[4];
    __cpuidex(words, static_cast<int>(leaf), static_cast<int>(subleaf));
    eax = static_cast<uint32_t>(words[0]);
    ebx = static_cast<uint32_t>(words[1]);
    ecx = static_cast<uint32_t>(words[2]);
    edx = static_cast<uint32_t>(words[3]);
#else
    __cpuid_count(leaf, subleaf, eax, ebx, ecx, edx);
#endif
  }
};

// The low half of XCR0: bit 1 SSE, 2 AVX, 5 to 7 AVX-512.
uint32_t SavedRegisters() {
#ifdef _MSC_VER
  return static_cast<uint32_t>(_xgetbv(0));
#else
  uint32_t low = 0;
  uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
#endif
}

constexpr bool HasAll(uint32_t word, uint32_t bits) { return (word & bits) == bits; }

struct X86 {
  bool avx2 = false;
  bool avx512 = false;

  X86() {
    constexpr uint32_t kXsaveAndAvx = 1U << 27 | 1U << 28;                   // leaf 1, ecx
    constexpr uint32_t kPopcnt = 1U << 23;                                   // leaf 1, ecx
    constexpr uint32_t kAvx2AndBmi = 1U << 5 | 1U << 3 | 1U << 8;            // leaf 7, ebx
    constexpr uint32_t kAvx512 = 1U << 16 | 1U << 17 | 1U << 30 | 1U << 31;  // f, dq, bw, vl
    if (Cpuid(0, 0).eax < 7) return;
    if (!HasAll(Cpuid(1, 0).ecx, kXsaveAndAvx | kPopcnt)) return;
    uint32_t const saved = SavedRegisters();
    uint32_t const extended = Cpuid(7, 0).ebx;
    avx2 = HasAll(saved, 0x6) && HasAll(extended, kAvx2AndBmi);
    avx512 = avx2 && HasAll(saved, 0xe6) && HasAll(extended, kAvx512);
  }
};
#endif

}  // namespace

std::string_view IsaName(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
    case Isa::kNeon:
      return "neon";
  }
  return "scalar";
}

bool Supports(Isa isa) {
#ifdef WINBACK_X86
  static X86 const cpu;
  if (isa == Isa::kAvx2) return cpu.avx2;
  if (isa == Isa::kAvx512) return cpu.avx512;
#endif
#ifdef WINBACK_NEON
  if (isa == Isa::kNeon) return true;
#endif
  return isa == Isa::kScalar;
}

Isa ActiveIsa() {
  int const chosen = forced.load(std::memory_order_relaxed);
  if (chosen >= 0) return static_cast<Isa>(chosen);
  for (Isa isa : kIsas) {
    if (Supports(isa)) return isa;
  }
  return Isa::kScalar;
}

void ForceIsa(std::string_view name) {
  if (name == "auto") {
    forced.store(-1, std::memory_order_relaxed);
    return;
  }
  for (Isa isa : kIsas) {
    if (name != IsaName(isa)) continue;
    Require(Supports(isa), "this CPU does not run " + std::string(name));
    forced.store(static_cast<int>(isa), std::memory_order_relaxed);
    return;
  }
  throw Error(ErrorCode::kBadInput, "unknown instruction set " + std::string(name.substr(0, 40)) +
                                        ": use auto, scalar, avx2, avx512 or neon");
}

void ForceIsaByEnvironment() {
  char const* const name = std::getenv("WINBACK_ISA");
  if (name != nullptr && *name != '\0') ForceIsa(name);
}

}  // namespace winback
