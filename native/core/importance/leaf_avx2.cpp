#include "core/importance/leaf_run.h"

namespace winback::importance {
namespace {

#include "core/importance/leaf_kernel-inl.h"

}  // namespace

constinit LeafKernels const kLeafAvx2 = LeafLoops<32>::Kernels();

}  // namespace winback::importance
