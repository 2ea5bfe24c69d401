#include "core/shap/shap_kernel.h"

namespace winback::shap {

void ShapScalar(ShapView const& view, ShapLanes const& lanes) { RunLanes(view, lanes); }

}  // namespace winback::shap
