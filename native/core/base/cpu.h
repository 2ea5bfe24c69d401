// Which instruction sets this CPU runs, and which one kernels use.
#pragma once

#include <string_view>

#include "core/base/isa.h"

namespace winback {

// Whether this CPU and this build can run kernels of `isa`. kScalar always.
bool Supports(Isa isa);

// The best supported set, or the one ForceIsa chose.
Isa ActiveIsa();

// Makes every later dispatch use the named set (a name of kIsaList), or the best one for "auto".
// For tests and measurements. Throws kBadInput for an unknown or unsupported name.
void ForceIsa(std::string_view name);

// ForceIsa with the name in the environment variable WINBACK_ISA, where that is set. Called once
// per load.
void ForceIsaByEnvironment();

}  // namespace winback
