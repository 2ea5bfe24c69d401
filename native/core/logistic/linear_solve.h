#pragma once

#include <span>

namespace winback::logistic {

// Solves A x = b for a symmetric positive definite A (n x n, row-major; the lower triangle is read
// and overwritten with its Cholesky factor); b becomes x. Returns false when A is not positive
// definite. O(n^3).
bool CholeskySolve(std::span<double> a, std::span<double> b);

}  // namespace winback::logistic
