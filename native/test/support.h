// Shared by C++ tests of kernels that exist for several instruction sets.
#pragma once

#include "core/base/cpu.h"

namespace winback::test {

// Runs fn once for every instruction set this machine has, chosen for every dispatch.
template <class Fn>
void EveryIsa(Fn&& fn) {
  for (IsaEntry const& set : kIsaList) {
    if (!Supports(set.isa)) continue;
    ForceIsa(set.name);
    fn();
  }
  ForceIsa("auto");
}

}  // namespace winback::test
