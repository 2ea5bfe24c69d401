#include "core/importance/leaf_run.h"

namespace winback::importance {
namespace {

#include "core/importance/leaf_kernel-inl.h"

}  // namespace

// 16 bytes: what every 64-bit CPU has.
constinit LeafKernels const kLeafScalar = LeafLoops<16>::Kernels();

}  // namespace winback::importance
