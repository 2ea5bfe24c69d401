// The boundary between shap.cpp and its instruction-set files.
#pragma once

#include <cstdint>

#include "core/shap/shap_program.h"

namespace winback::shap {

struct ShapView {
  ShapNode const* nodes;
  int32_t count;
  int32_t quadrature;
  EdgeFactors const* factors;
  double const* weights;
};

// kLanes rows; every array is 32-byte aligned.
struct ShapLanes {
  double const* columns;   // [feature][ColumnKind][lane]
  int64_t const* answers;  // [node][lane]: -1 where a categorical question says left
  int64_t* masks;          // room for 2 x nodes x kLanes
  double* sums;            // room for nodes x quadrature x kLanes
  double* contributions;   // [feature][lane], added to
};

struct ShapKernels {
  // Adds what one tree gives each feature of the rows.
  void (*run)(ShapView const& view, ShapLanes const& lanes);
};

extern ShapKernels const kShapScalar;
extern ShapKernels const kShapAvx2;

}  // namespace winback::shap
