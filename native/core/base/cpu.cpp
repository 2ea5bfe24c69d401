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

#ifdef WINBACK_X86
constexpr Machine kMachine = Machine::kX86;

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

// The low half of XCR0: bit 1 SSE, 2 AVX, 5 to 7 AVX-512. Only where leaf 1 says OSXSAVE.
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

X86Bits BitsOfCpu() {
  X86Bits bits;
  if (Cpuid(0, 0).eax < 7) return bits;
  bits.leaf1_ecx = Cpuid(1, 0).ecx;
  bits.leaf7_ebx = Cpuid(7, 0).ebx;
  constexpr uint32_t kOsSaves = 1U << 27;
  if ((bits.leaf1_ecx & kOsSaves) != 0) bits.saved = SavedRegisters();
  return bits;
}
#else
#ifdef WINBACK_ARM
constexpr Machine kMachine = Machine::kArm;
#else
constexpr Machine kMachine = Machine::kAny;
#endif

X86Bits BitsOfCpu() { return {}; }
#endif

constexpr bool HasAll(uint32_t word, uint32_t bits) { return (word & bits) == bits; }

Isa BestIsa() {
  for (IsaEntry const& entry : kIsaList) {
    if (Supports(entry.isa)) return entry.isa;
  }
  return Isa::kScalar;
}

constexpr int kBest = -1;
std::atomic<int> forced{kBest};

std::string AllNames() {
  std::string names = "auto";
  for (IsaEntry const& entry : kIsaList) names += ", " + std::string(entry.name);
  return names;
}

}  // namespace

bool Supports(Isa isa) {
  static X86Bits const cpu = BitsOfCpu();
  IsaEntry const& entry = EntryOf(isa);
  if (entry.machine != Machine::kAny && entry.machine != kMachine) return false;
  return HasAll(cpu.leaf1_ecx, entry.needs.leaf1_ecx) &&
         HasAll(cpu.leaf7_ebx, entry.needs.leaf7_ebx) && HasAll(cpu.saved, entry.needs.saved);
}

Isa ActiveIsa() {
  static Isa const best = BestIsa();
  int const chosen = forced.load(std::memory_order_relaxed);
  return chosen == kBest ? best : static_cast<Isa>(chosen);
}

void ForceIsa(std::string_view name) {
  if (name == "auto") return forced.store(kBest, std::memory_order_relaxed);
  for (IsaEntry const& entry : kIsaList) {
    if (name != entry.name) continue;
    Require(Supports(entry.isa), "this CPU does not run " + std::string(name));
    return forced.store(static_cast<int>(entry.isa), std::memory_order_relaxed);
  }
  throw Error(ErrorCode::kBadInput, "unknown instruction set " + std::string(name.substr(0, 40)) +
                                        ": use one of " + AllNames());
}

void ForceIsaByEnvironment() {
  char const* const name = std::getenv("WINBACK_ISA");
  if (name != nullptr && *name != '\0') ForceIsa(name);
}

}  // namespace winback
