// Which instruction sets this CPU runs, and which one kernels should use.
#pragma once

#include <array>
#include <string_view>

namespace winback {

enum class Isa { kScalar, kAvx2, kAvx512, kNeon };

// Best first.
constexpr std::array<Isa, 4> kIsas{Isa::kAvx512, Isa::kAvx2, Isa::kNeon, Isa::kScalar};

std::string_view IsaName(Isa isa);

// Whether this CPU and this build can run kernels of `isa`. kScalar always.
bool Supports(Isa isa);

// The best supported set, or the one ForceIsa chose.
Isa ActiveIsa();

// Makes every later dispatch use the named set ("scalar", "avx2", "avx512", "neon"), or the best
// one for "auto". For tests and measurements. Throws kBadInput for an unknown or unsupported name.
void ForceIsa(std::string_view name);

// The same with the name in the environment variable WINBACK_ISA, where it is set. Called once per
// load.
void ForceIsaByEnvironment();

}  // namespace winback
