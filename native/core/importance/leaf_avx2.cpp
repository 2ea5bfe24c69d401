#include "core/importance/leaf_kernel.h"

namespace winback::importance {

LeafKernel LeafKernelAvx2() { return LeafLoops<32>::Kernel(); }

}  // namespace winback::importance
