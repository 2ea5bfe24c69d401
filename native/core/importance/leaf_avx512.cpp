#include "core/importance/leaf_kernel.h"

namespace winback::importance {

LeafKernel LeafKernelAvx512() { return LeafLoops<64>::Kernel(); }

}  // namespace winback::importance
