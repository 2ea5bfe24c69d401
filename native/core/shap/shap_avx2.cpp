#include "core/shap/shap_kernel.h"

namespace winback::shap {

void ShapAvx2(ShapView const& view, ShapLanes const& lanes) { RunLanes(view, lanes); }

}  // namespace winback::shap
