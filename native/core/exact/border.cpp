#include "core/exact/border.h"

#include "core/distributions/discrete.h"

namespace winback::exact {
namespace {

__extension__ typedef __int128 Wide;

size_t At(int64_t i) { return static_cast<size_t>(i); }

// Whether z of (i, j) >= z of the table seen, without rounding: z^2 is a ratio of whole numbers.
bool ZReaches(Counts const& c, int64_t i, int64_t j) {
  Wide const n = c.n1 + c.n2;
  Wide const seen = Wide{c.x2} * c.n1 - Wide{c.x1} * c.n2;
  Wide const here = Wide{j} * c.n1 - Wide{i} * c.n2;
  if (seen == 0 || (seen > 0) != (here > 0)) return here >= seen;
  Wide const seen_total = c.x1 + c.x2;
  Wide const here_total = i + j;
  Wide const left = here * here * seen_total * (n - seen_total);
  Wide const right = seen * seen * here_total * (n - here_total);
  return seen > 0 ? left >= right : left <= right;
}

double FisherUpper(Counts const& c, int64_t i, int64_t j) {
  return static_cast<double>(distributions::HypergeometricTails(
                                 static_cast<double>(j - 1), static_cast<double>(c.n1 + c.n2),
                                 static_cast<double>(i + j), static_cast<double>(c.n2))
                                 .upper);
}

}  // namespace

std::vector<int64_t> UpperBorder(Counts const& c, Ordering ordering) {
  double const seen = ordering == Ordering::kFisher ? FisherUpper(c, c.x1, c.x2) * (1 + 1e-12) : 0;
  auto const reaches = [&](int64_t i, int64_t j) {
    return ordering == Ordering::kFisher ? FisherUpper(c, i, j) <= seen : ZReaches(c, i, j);
  };
  std::vector<int64_t> border(At(c.n1 + 1));
  int64_t j = 0;
  for (int64_t i = 0; i <= c.n1; ++i) {
    while (j <= c.n2 && !reaches(i, j)) ++j;
    border[At(i)] = j;
  }
  return border;
}

}  // namespace winback::exact
