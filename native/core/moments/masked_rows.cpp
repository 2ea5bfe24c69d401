#include "core/moments/masked_rows.h"

#include <cmath>

#include "core/base/kernel_table.h"

namespace winback::stats {
namespace {

bool IsSet(uint64_t const* words, int64_t row) {
  return ((words[row >> 6] >> (row & 63)) & 1) != 0;
}

void ClearMissingScalar(double const* values, int64_t rows, uint64_t* words) {
  for (int64_t row = 0; row < rows; ++row) {
    words[row >> 6] &= ~(uint64_t{std::isnan(values[row])} << (row & 63));
  }
}

void CenterScalar(double const* values, uint64_t const* words, double shift, int64_t rows,
                  double* out, double* lanes) {
  for (int64_t row = 0; row < rows; ++row) {
    out[row] = IsSet(words, row) ? values[row] - shift : 0;
    lanes[row % kMaskedLanes] += out[row];
  }
}

void DotsScalar(double const* a, double const* const* b, int count, int64_t rows,
                double const* /*ahead*/, double* lanes) {
  for (int j = 0; j < count; ++j) {
    for (int64_t row = 0; row < rows; ++row) {
      lanes[j * kMaskedLanes + row % kMaskedLanes] += a[row] * b[j][row];
    }
  }
}

constexpr KernelTable<MaskedKernels> kKernels{
    {Isa::kScalar, &kMaskedScalar},
#ifdef WINBACK_X86
    {Isa::kAvx2, &kMaskedAvx2},
    {Isa::kAvx512, &kMaskedAvx512},
#endif
};

double Fold(double* lanes) {
  for (int half = kMaskedLanes / 2; half > 0; half /= 2) {
    for (int k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

}  // namespace

constinit MaskedKernels const kMaskedScalar{ClearMissingScalar, CenterScalar, DotsScalar};

void ClearMissing(double const* values, int64_t rows, uint64_t* words) {
  int64_t const whole = rows / 64 * 64;
  kKernels.Active().clear_missing(values, whole, words);
  ClearMissingScalar(values + whole, rows - whole, words + whole / 64);
}

double Center(double const* values, uint64_t const* words, double shift, int64_t rows,
              double* out) {
  double lanes[kMaskedLanes] = {};
  int64_t const whole = rows / kMaskedLanes * kMaskedLanes;
  kKernels.Active().center(values, words, shift, whole, out, lanes);
  for (int64_t row = whole; row < WholeLanes(rows); ++row) {
    out[row] = row < rows && IsSet(words, row) ? values[row] - shift : 0;
    lanes[row % kMaskedLanes] += out[row];
  }
  return Fold(lanes);
}

void Dots(double const* a, double const* const* b, int count, int64_t rows, double const* ahead,
          double* dots) {
  double lanes[kDotsAtOnce * kMaskedLanes] = {};
  kKernels.Active().dots(a, b, count, WholeLanes(rows), ahead, lanes);
  for (int j = 0; j < count; ++j) dots[j] = Fold(lanes + j * kMaskedLanes);
}

}  // namespace winback::stats
