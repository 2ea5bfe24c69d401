#include "core/base/cpu.h"

#include <atomic>
#include <string>

#include "core/base/error.h"

namespace winback {
namespace {

std::atomic<int> forced{-1};

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
  __builtin_cpu_init();
  if (isa == Isa::kAvx2) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
  }
  if (isa == Isa::kAvx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
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
  throw Error(ErrorCode::kBadInput, "unknown instruction set " + std::string(name) +
                                        ": use auto, scalar, avx2, avx512 or neon");
}

}  // namespace winback
