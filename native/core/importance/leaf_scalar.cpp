#include "core/importance/leaf_kernel.h"

namespace winback::importance {

// 16 bytes: what every 64-bit CPU has.
LeafKernel LeafKernelScalar() { return LeafLoops<16>::Kernel(); }

}  // namespace winback::importance
