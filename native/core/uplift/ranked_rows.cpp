#include "core/uplift/ranked_rows.h"

#include <algorithm>
#include <string>

#include "core/base/bucket_sort.h"
#include "core/base/error.h"
#include "core/base/exact_sum.h"
#include "core/base/stop_token.h"

namespace winback::stats {
namespace {

void RequireBothArms(std::span<uint8_t const> treated) {
  auto const count = std::count(treated.begin(), treated.end(), uint8_t{1});
  auto const rows = static_cast<std::ptrdiff_t>(treated.size());
  if (count > 0 && count < rows) return;
  throw Error(ErrorCode::kBadInput, "a treatment effect needs rows of both arms, got " +
                                        std::to_string(count) + " treated and " +
                                        std::to_string(rows - count) + " untreated rows");
}

// Floating-point sums depend on the order of their terms: equal scores are put into one order.
void OrderTies(std::vector<RankedRow>& rows, size_t begin, size_t end) {
  auto const untreated = std::partition(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                        rows.begin() + static_cast<std::ptrdiff_t>(end),
                                        [](RankedRow const& row) { return row.treated; });
  auto const cut = static_cast<size_t>(untreated - rows.begin());
  auto const by_outcome = [](RankedRow const& row) { return row.outcome; };
  detail::SortSmall(rows.data() + begin, rows.data() + cut, by_outcome);
  detail::SortSmall(rows.data() + cut, rows.data() + end, by_outcome);
}

}  // namespace

Ranking RankRows(std::span<double const> scores, std::span<uint8_t const> treated,
                 std::span<double const> outcomes) {
  RequireBothArms(treated);
  Ranking ranking;
  ranking.rows.resize(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    ranking.rows[i] = {-scores[i], outcomes[i], treated[i] == 1};
  }
  std::vector<RankedRow> scratch;
  BucketSort(ranking.rows, scratch, [](RankedRow const& row) { return row.score; });
  auto& rows = ranking.rows;
  ranking.runs.reserve(rows.size());
  ExactSum treated_outcome;
  ExactSum control_outcome;
  double count = 0;
  for (size_t begin = 0; begin < rows.size();) {
    if ((ranking.runs.size() & 0xffff) == 0) CheckTaskStop();
    size_t end = begin + 1;
    while (end < rows.size() && rows[end].score == rows[begin].score) ++end;
    if (end - begin > 1) OrderTies(rows, begin, end);
    for (size_t i = begin; i < end; ++i) {
      if (rows[i].treated) {
        treated_outcome.Add(rows[i].outcome);
        count += 1;
      } else {
        control_outcome.Add(rows[i].outcome);
      }
    }
    ranking.runs.push_back({begin, end, count, treated_outcome.Total(), control_outcome.Total()});
    begin = end;
  }
  return ranking;
}

}  // namespace winback::stats
