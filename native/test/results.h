// Fingerprints of what the kernels compute, to compare two machines: scripts/test-arm.mjs.
#pragma once

namespace winback::test {

// One line per kernel: its name and a digest of the bytes of its results for fixed inputs.
void PrintResults();

}  // namespace winback::test
