#include "core/shap/shap_run.h"

namespace winback::shap {
namespace {

#include "core/shap/shap_kernel-inl.h"

}  // namespace

constinit ShapKernels const kShapScalar{RunLanes};

}  // namespace winback::shap
