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
  constexpr KernelTable(std::initializer_list<Entry> entries) {
    for (Entry const& entry : entries) own_[Place(entry.isa)] = entry.kernels;
    for (IsaEntry const& set : kIsaList) {
      Isa isa = set.isa;
      while (own_[Place(isa)] == nullptr && isa != Isa::kScalar) isa = EntryOf(isa).below;
      if (own_[Place(isa)] == nullptr) throw "a table without scalar kernels";  // does not compile
      serves_[Place(set.isa)] = own_[Place(isa)];
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

  std::array<Kernels const*, kIsaList.size()> own_{};
  std::array<Kernels const*, kIsaList.size()> serves_{};
};

}  // namespace winback
