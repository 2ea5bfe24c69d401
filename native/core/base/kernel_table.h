// The kernels of one file by instruction set, and the choice among them.
//
// A file that has kernels defines a struct of function pointers, one constant of it per set that it
// is written for, and one table of them:
//
//   struct SumKernels { double (*sum)(double const* x, int64_t rows); };
//   extern SumKernels const kSumScalar, kSumAvx2;
//   constexpr KernelTable<SumKernels> kKernels{
//       {Isa::kScalar, &kSumScalar},
// #ifdef WINBACK_X86
//       {Isa::kAvx2, &kSumAvx2},
// #endif
//   };
//   kKernels.Active().sum(x, rows);
//
// The constants are constinit: code that sets them up would be compiled for their set and would run
// on every CPU.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

#include "core/base/cpu.h"

namespace winback {

template <class Kernels>
class KernelTable {
 public:
  struct Entry {
    Isa isa;
    Kernels const* kernels;
  };

  // One entry is kScalar's. A set without an entry uses that of the set below it.
  //
  // Which sets have entries is kept as flags: with UBSan, GCC 12 does not compare a kernel's
  // address with null at compile time.
  constexpr KernelTable(std::initializer_list<Entry> entries) {
    std::array<bool, kIsaList.size()> has{};
    for (Entry const& entry : entries) {
      serves_[Place(entry.isa)] = entry.kernels;
      has[Place(entry.isa)] = true;
    }
    if (!has[Place(Isa::kScalar)]) throw "a table without scalar kernels";  // does not compile
    for (IsaEntry const& set : kIsaList) {
      Isa isa = set.isa;
      while (!has[Place(isa)]) isa = EntryOf(isa).below;
      serves_[Place(set.isa)] = serves_[Place(isa)];
    }
  }

  constexpr Kernels const& Of(Isa isa) const { return *serves_[Place(isa)]; }
  Kernels const& Active() const { return Of(ActiveIsa()); }

  // Whether `holds` is true of the kernels of any set that this CPU runs: any may be forced later.
  template <class Predicate>
  bool AnySupported(Predicate holds) const {
    for (IsaEntry const& set : kIsaList) {
      if (Supports(set.isa) && holds(Of(set.isa))) return true;
    }
    return false;
  }

 private:
  static constexpr size_t Place(Isa isa) { return static_cast<size_t>(isa); }

  std::array<Kernels const*, kIsaList.size()> serves_{};
};

}  // namespace winback
