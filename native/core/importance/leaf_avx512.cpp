#include <immintrin.h>

// GCC 12 takes the undefined pass-through operand of its own AVX-512 intrinsics for a bug of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "core/importance/leaf_run.h"

namespace winback::importance {
namespace {

#include "core/forest/packed/leaf_words_avx512-inl.h"
#include "core/importance/leaf_kernel-inl.h"

using Loops = LeafLoops<64>;

void Add(LeafTables const& tables, double* sums) {
  if (tables.word_bits == 0) return Loops::Add(tables, sums);
  auto const rows = static_cast<int>(kBlockRows);
  if (tables.word_bits == 6) {
    AddLeafWords<6, false>(tables.words, tables.codes, tables.count, rows, sums);
  } else {
    AddLeafWords<7, false>(tables.words, tables.codes, tables.count, rows, sums);
  }
}

void Order(uint32_t word_bits, double* sums) {
  if (word_bits != 0) OrderLeafWords(sums, static_cast<int>(kBlockRows));
}

}  // namespace

constinit LeafKernels const kLeafAvx512{Loops::Ask, Loops::Codes, Add, Order, true};

}  // namespace winback::importance
