#include "core/events/program.h"

#include <cmath>

#include "core/base/error.h"

namespace winback::events {
namespace {

void CheckFilter(Filter const& filter) {
  Require(filter.from >= 0 && filter.from < filter.to, "a window has no days");
  Require(filter.from <= kLongestWindow && (filter.to <= kLongestWindow || filter.to == kNoLimit),
          "a window with an end is longer than 4096 days");
}

bool IsCounted(Kind kind) { return kind == Kind::kCount || kind == Kind::kShare; }

void CheckAggregate(Aggregate const& aggregate) {
  CheckFilter(aggregate.of);
  CheckFilter(aggregate.other);
  Require(std::isfinite(aggregate.per) && aggregate.per != 0, "values are divided by 0");
  Require(aggregate.level >= 0 && aggregate.level <= 1, "a quantile is from 0 to 1");
  Require(IsCounted(aggregate.kind) ||
              (aggregate.of.when == Condition::kNone && aggregate.other.when == Condition::kNone),
          "only counts look at weekends and nights");
  if (aggregate.kind == Kind::kRate) {
    Require(aggregate.of.to != kNoLimit && aggregate.other.to != kNoLimit,
            "events a day are of a window with an end");
  }
  if (aggregate.kind == Kind::kSlope) {
    Require(aggregate.of.from == 0 && aggregate.of.to != kNoLimit && aggregate.of.to % 7 == 0 &&
                aggregate.of.to >= 14,
            "a slope is over whole weeks, at least two");
  }
  if (aggregate.kind == Kind::kReturn) {
    Require(aggregate.of.to <= kMaskDays && aggregate.other.to <= kMaskDays,
            "days of a return are beyond the mask");
  }
}

}  // namespace

void CheckProgram(Program const& program) {
  Require(program.observation_days >= 1, "the observation window has no days");
  Require(program.first_days >= 0 && program.first_days <= program.observation_days,
          "the first days of a user are more than the observation window");
  for (Column const& column : program.columns) CheckAggregate(column.aggregate);
}

}  // namespace winback::events
