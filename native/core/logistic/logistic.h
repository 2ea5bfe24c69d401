// Logistic regression with an L2 penalty, fitted by Newton's method (iteratively reweighted least
// squares) with step halving. The intercept is not penalised.
#pragma once

#include <span>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"
#include "core/logistic/design.h"

namespace winback::logistic {

struct Options {
  double l2 = 1;            // penalty l2 / 2 * |coefficients|^2 on the summed loss; > 0
  int max_iterations = 50;  // Newton steps
  int threads = 1;          // the result does not depend on it
};

struct Model {
  Design design;
  double intercept = 0;
  std::vector<double> coefficients;  // one per design column, on the standardised scale
  int iterations = 0;
  double loss = 0;  // penalised, summed over rows, at the end
};

// Fits `label` (0 or 1 per row of `table`, both present). Stops when half the squared Newton
// decrement is below 1e-12 of the loss. Throws kNotConverged, saying how far it got; kBadInput;
// kAborted. O(iterations * rows * columns^2).
Model Fit(Table const& table, std::span<int const> categories, std::span<double const> label,
          Options const& options, StopToken const* stop);

// Probability of label 1 per row, in (0, 1). `out` has table.rows elements.
void Predict(Model const& model, Table const& table, int threads, StopToken const* stop,
             std::span<double> out);

}  // namespace winback::logistic
