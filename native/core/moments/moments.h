// Counts, means and co-moments of several columns by group, in one pass: what t-tests, CUPED and
// regression adjustment need of the rows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/column.h"
#include "core/base/stop_token.h"

namespace winback::stats {

// The rows of one group over k columns.
struct GroupMoments {
  int64_t rows = 0;     // rows with a value in every column
  int64_t skipped = 0;  // rows of the group that miss one
  std::vector<double> means;
  // k x k, row-major, symmetric: sums of products of deviations from the means.
  std::vector<double> comoments;
};

struct Moments {
  std::vector<GroupMoments> groups;
  int64_t ungrouped = 0;  // rows without a group, left out
};

// `group` holds codes 0, 1, ...; without it all rows are one group. `groups` is their number, or 0
// to find it. A row that is null or NaN in any column is skipped and counted in its group.
//
// Stable for any mean (1.7e9 with deviation 1 keeps 9 digits and more of the variance): every block
// of rows is summed about a value of its own, and blocks are merged by their means (Chan, Golub and
// LeVeque, 1979) in row order, so that the result does not depend on `threads` or on the CPU.
//
// Throws kBadInput for lengths that differ, an infinite value, a code that is not a whole number in
// [0, groups), or more than 65,536 groups; kAborted when `stop` is set.
Moments ColumnMoments(std::vector<Column> columns, std::optional<Column> const& group,
                      int64_t groups, int threads, StopToken const* stop = nullptr);

// Both groups of rows together. Both have the same columns.
GroupMoments Merge(GroupMoments const& a, GroupMoments const& b);

}  // namespace winback::stats
