#include "core/logistic/logistic.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/parallel.h"
#include "core/logistic/linear_solve.h"

namespace winback::logistic {
namespace {

// Sums are taken over this many fixed groups of blocks and then in order: the same bits for any
// number of threads.
constexpr int64_t kGroups = 32;
constexpr double kTolerance = 1e-12;
constexpr int kMaxHalvings = 30;

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

// -log likelihood of one row, without overflow for any z.
double RowLoss(double z, double y) {
  return std::log1p(std::exp(-std::abs(z))) + std::max(z, 0.0) - y * z;
}

// The loss and, where asked for, its gradient and the lower triangle of its Hessian in
// (intercept, coefficients).
struct Sums {
  double loss = 0;
  std::vector<double> gradient;
  std::vector<double> hessian;

  explicit Sums(size_t n, bool with_derivatives)
      : gradient(with_derivatives ? n : 0), hessian(with_derivatives ? n * n : 0) {}
  void Add(Sums const& other) {
    loss += other.loss;
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
    for (size_t i = 0; i < hessian.size(); ++i) hessian[i] += other.hessian[i];
  }
};

double Dot(double const* a, double const* b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

// One row's share of gradient and Hessian; x excludes the intercept's constant 1.
void AddRow(double const* x, size_t width, double residual, double weight, Sums& sums) {
  size_t const n = width + 1;
  sums.gradient[0] += residual;
  sums.hessian[0] += weight;
  for (size_t i = 0; i < width; ++i) {
    if (x[i] == 0) continue;  // one-hot columns are mostly 0
    sums.gradient[i + 1] += residual * x[i];
    double const scaled = weight * x[i];
    double* row = sums.hessian.data() + (i + 1) * n;
    row[0] += scaled;
    for (size_t j = 0; j <= i; ++j) row[j + 1] += scaled * x[j];
  }
}

class Fitter {
 public:
  Fitter(Table const& table, std::span<double const> label, Options const& options,
         StopToken const* stop)
      : table_(table), label_(label), options_(options), stop_(stop), blocks_(BlocksOf(table)) {
    int64_t rows = 0;
    for (auto const& block : blocks_) {
      first_row_.push_back(rows);
      rows += block.length;
    }
  }

  // `beta` is (intercept, coefficients).
  Sums Evaluate(Design const& design, std::vector<double> const& beta, bool derivatives) const {
    std::vector<Sums> groups(static_cast<size_t>(kGroups), Sums(0, false));
    auto const blocks = static_cast<int64_t>(blocks_.size());
    ParallelFor(kGroups, options_.threads, [&](int64_t group) {
      Sums sums(beta.size(), derivatives);
      std::vector<double> x(static_cast<size_t>(kBlockRows) * static_cast<size_t>(design.columns));
      for (int64_t b = blocks * group / kGroups; b < blocks * (group + 1) / kGroups; ++b) {
        CheckStop(stop_);
        AddBlock(design, static_cast<size_t>(b), beta, x, sums);
      }
      groups[static_cast<size_t>(group)] = std::move(sums);
    });
    Sums total(beta.size(), derivatives);
    for (auto const& group : groups) total.Add(group);
    for (size_t i = 1; i < beta.size(); ++i) {
      total.loss += 0.5 * options_.l2 * beta[i] * beta[i];
      if (!derivatives) continue;
      total.gradient[i] += options_.l2 * beta[i];
      total.hessian[i * beta.size() + i] += options_.l2;
    }
    return total;
  }

 private:
  void AddBlock(Design const& design, size_t index, std::vector<double> const& beta,
                std::vector<double>& x, Sums& sums) const {
    Block const& block = blocks_[index];
    auto const width = static_cast<size_t>(design.columns);
    FillBlock(table_, design, block, x);
    for (int64_t i = 0; i < block.length; ++i) {
      double const* row = x.data() + static_cast<size_t>(i) * width;
      double const y = label_[static_cast<size_t>(first_row_[index] + i)];
      double const z = beta[0] + Dot(row, beta.data() + 1, width);
      sums.loss += RowLoss(z, y);
      if (sums.gradient.empty()) continue;
      double const p = Sigmoid(z);
      AddRow(row, width, p - y, p * (1 - p), sums);
    }
  }

  Table const& table_;
  std::span<double const> label_;
  Options const& options_;
  StopToken const* stop_;
  std::vector<Block> blocks_;
  std::vector<int64_t> first_row_;
};

// The logit of the base rate: the optimum without any column.
double StartIntercept(std::span<double const> label) {
  double positives = 0;
  for (double y : label) positives += y;
  return std::log(positives / (static_cast<double>(label.size()) - positives));
}

[[noreturn]] void ThrowNotConverged(int iterations, double decrement) {
  throw Error(ErrorCode::kNotConverged,
              "logistic regression stopped after " + std::to_string(iterations) +
                  " Newton steps with a decrement of " + std::to_string(decrement) +
                  ": raise maxIterations or l2");
}

}  // namespace

Model Fit(Table const& table, std::span<int const> categories, std::span<double const> label,
          Options const& options, StopToken const* stop) {
  Require(options.l2 > 0, "l2 must be > 0, got " + std::to_string(options.l2));
  Fitter const fitter(table, label, options, stop);
  Model model;
  model.design = MeasureDesign(table, categories);
  std::vector<double> beta(static_cast<size_t>(model.design.columns) + 1, 0.0);
  beta[0] = StartIntercept(label);
  Sums now = fitter.Evaluate(model.design, beta, true);
  double decrement = 0;
  for (int iteration = 1; iteration <= options.max_iterations; ++iteration) {
    std::vector<double> step = now.gradient;
    if (!CholeskySolve(now.hessian, step)) ThrowNotConverged(iteration - 1, decrement);
    decrement = Dot(step.data(), now.gradient.data(), step.size());
    model.iterations = iteration;
    if (decrement / 2 <= kTolerance * std::max(1.0, now.loss)) {
      model.intercept = beta[0];
      model.coefficients.assign(beta.begin() + 1, beta.end());
      model.loss = now.loss;
      return model;
    }
    double length = 1;
    std::vector<double> candidate(beta.size());
    for (int halving = 0;; ++halving) {
      for (size_t i = 0; i < beta.size(); ++i) candidate[i] = beta[i] - length * step[i];
      double const loss = fitter.Evaluate(model.design, candidate, false).loss;
      // Armijo's condition; the slack is the rounding of a sum that large.
      if (loss <= now.loss - 1e-4 * length * decrement + 1e-14 * now.loss) break;
      if (halving == kMaxHalvings) ThrowNotConverged(iteration, decrement);
      length /= 2;
    }
    beta = candidate;
    now = fitter.Evaluate(model.design, beta, true);
  }
  ThrowNotConverged(options.max_iterations, decrement);
}

void Predict(Model const& model, Table const& table, int threads, StopToken const* stop,
             std::span<double> out) {
  auto const blocks = BlocksOf(table);
  std::vector<int64_t> first_row;
  int64_t rows = 0;
  for (auto const& block : blocks) {
    first_row.push_back(rows);
    rows += block.length;
  }
  auto const width = static_cast<size_t>(model.design.columns);
  ParallelFor(static_cast<int64_t>(blocks.size()), threads, [&](int64_t b) {
    CheckStop(stop);
    auto const index = static_cast<size_t>(b);
    std::vector<double> x(static_cast<size_t>(blocks[index].length) * width);
    FillBlock(table, model.design, blocks[index], x);
    for (int64_t i = 0; i < blocks[index].length; ++i) {
      double const* row = x.data() + static_cast<size_t>(i) * width;
      out[static_cast<size_t>(first_row[index] + i)] =
          Sigmoid(model.intercept + Dot(row, model.coefficients.data(), width));
    }
  });
}

}  // namespace winback::logistic
