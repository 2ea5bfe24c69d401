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

// Fisher's one-sided p, and 1 - p without its rounding.
struct Fisher {
  double p, rest;

  Fisher(Counts const& c, int64_t i, int64_t j) {
    auto const tails = distributions::HypergeometricTails(
        static_cast<double>(j - 1), static_cast<double>(c.n1 + c.n2), static_cast<double>(i + j),
        static_cast<double>(c.n2));
    p = static_cast<double>(tails.upper);
    rest = static_cast<double>(tails.lower);
  }
  // Near 1 every p is within the tolerance of every other: there the rests are compared.
  bool Reaches(Fisher const& seen) const {
    return seen.p <= 0.5 ? p <= seen.p * (1 + kTie) : rest >= seen.rest * (1 - kTie);
  }
  static constexpr double kTie = 1e-12;
};

}  // namespace

std::vector<int64_t> UpperBorder(Counts const& c, Ordering ordering) {
  Fisher const seen(c, c.x1, c.x2);
  auto const reaches = [&](int64_t i, int64_t j) {
    return ordering == Ordering::kFisher ? Fisher(c, i, j).Reaches(seen) : ZReaches(c, i, j);
  };
  std::vector<int64_t> border(At(c.n1 + 1), 0);
  // No success in treatment or no failure in control: every table is as far up.
  if (ordering == Ordering::kFisher && seen.rest == 0) return border;
  int64_t j = 0;
  for (int64_t i = 0; i <= c.n1; ++i) {
    while (j <= c.n2 && !reaches(i, j)) ++j;
    border[At(i)] = j;
  }
  return border;
}

}  // namespace winback::exact
