#include "core/shap/shap_run.h"

namespace winback::shap {
namespace {

#include "core/shap/shap_kernel-inl.h"

}  // namespace

constinit ShapKernels const kShapAvx2{RunLanes};

}  // namespace winback::shap
