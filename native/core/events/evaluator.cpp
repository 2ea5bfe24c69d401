#include "core/events/evaluator.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace winback::events {
namespace {

Value Whole(int64_t value) { return {value, 0, true}; }
Value Number(double value) { return {0, value, true}; }
Value Missing() { return {0, 0, false}; }

uint64_t CountOf(std::vector<uint32_t> const& counts, std::vector<uint32_t> const& places) {
  uint64_t count = 0;
  for (uint32_t const place : places) count += counts[place];
  return count;
}

WideSum SumOf(std::vector<WideSum> const& sums, std::vector<uint32_t> const& places) {
  WideSum sum = 0;
  for (uint32_t const place : places) sum += sums[place];
  return sum;
}

uint64_t EventsOf(Filter const& filter, std::vector<uint32_t> const& places,
                  Tallies const& tallies) {
  switch (filter.when) {
    case Condition::kWeekend:
      return CountOf(tallies.weekend, places);
    case Condition::kNight:
      return CountOf(tallies.night, places);
    case Condition::kNone:
      return CountOf(tallies.events, places);
  }
  return 0;
}

Value Ratio(double above, double below) { return below == 0 ? Missing() : Number(above / below); }

// Bit k is the day k days before the snapshot; ages from `from` on and below `to`.
uint64_t MaskOf(Filter const& filter, std::vector<size_t> const& slots, Tallies const& tallies) {
  uint64_t mask = 0;
  for (size_t const slot : slots) mask |= tallies.days[slot];
  uint64_t const below = (uint64_t{1} << filter.to) - 1;
  return (mask & below) >> filter.from << filter.from;
}

// Events of the filter in a walk over the window.
struct Matching {
  Matching(Filter const& filter, int64_t end)
      : classes(filter.classes),
        first(filter.to == kNoLimit ? INT64_MIN : end - int64_t{filter.to} * kMicrosPerDay),
        after(end - int64_t{filter.from} * kMicrosPerDay) {}
  bool operator()(Event const& event) const {
    return (classes >> event.Class() & 1) != 0 && event.at >= first && event.at < after;
  }
  uint32_t classes;
  int64_t first;
  int64_t after;
};

int64_t AgeOf(Event const& event, int64_t end) { return (end - 1 - event.at) / kMicrosPerDay; }

Value Newest(Filter const& filter, UserWindow const& window) {
  Matching const matches(filter, window.end);
  for (size_t i = window.events.size(); i-- > 0;) {
    if (matches(window.events[i])) return Whole(AgeOf(window.events[i], window.end));
  }
  return Missing();
}

Value Oldest(Filter const& filter, UserWindow const& window) {
  Matching const matches(filter, window.end);
  for (Event const& event : window.events) {
    if (matches(event)) return Whole(AgeOf(event, window.end));
  }
  return Missing();
}

// The gaps add up to last minus first. Clocks may be put back between them: by time of clocks the
// last event need not be the last.
Value Gap(Aggregate const& aggregate, UserWindow const& window) {
  Matching const matches(aggregate.of, window.end);
  int64_t first = INT64_MAX;
  int64_t last = INT64_MIN;
  int64_t count = 0;
  for (Event const& event : window.events) {
    if (!matches(event)) continue;
    first = std::min(first, event.Instant());
    last = std::max(last, event.Instant());
    ++count;
  }
  if (count < 2) return Missing();
  double const mean = static_cast<double>(last - first) / static_cast<double>(count - 1);
  return Number(mean / aggregate.per);
}

}  // namespace

Evaluator::Evaluator(TallyLayout const& layout, Program const& program)
    : columns_(program.columns) {
  auto const slots_of = [&](Filter const& filter) {
    std::vector<size_t> slots;
    for (int event_class = 0; event_class < kClasses; ++event_class) {
      if ((filter.classes >> event_class & 1) == 0) continue;
      slots.push_back(static_cast<size_t>(layout.SlotOf(event_class)));
    }
    return slots;
  };
  for (Column const& column : columns_) {
    auto const& [kind, of, other, level, per] = column.aggregate;
    places_.push_back(
        {layout.PlacesOf(of), layout.PlacesOf(other), slots_of(of), slots_of(other)});
  }
}

Value Evaluator::Of(size_t column, Tallies const& tallies, UserWindow const& window) {
  Aggregate const& aggregate = columns_[column].aggregate;
  Places const& places = places_[column];
  auto const events = [&] { return EventsOf(aggregate.of, places.of, tallies); };
  switch (aggregate.kind) {
    case Kind::kCount:
      return Whole(static_cast<int64_t>(events()));
    case Kind::kDays:
      return Days(aggregate, places, tallies, window);
    case Kind::kShare:
      return Ratio(static_cast<double>(events()),
                   static_cast<double>(EventsOf(aggregate.other, places.other, tallies)));
    case Kind::kSum: {
      WideSum const sum = SumOf(tallies.sums, places.of) - SumOf(tallies.sums, places.other);
      return Number(DoubleOf(sum) / aggregate.per);
    }
    case Kind::kMean: {
      uint64_t const count = CountOf(tallies.values, places.of);
      if (count == 0) return Missing();
      return Number(MeanOf(SumOf(tallies.sums, places.of), count) / aggregate.per);
    }
    case Kind::kMeanPerEvent: {
      if (CountOf(tallies.values, places.of) == 0) return Missing();
      double const sum = DoubleOf(SumOf(tallies.sums, places.of));
      return Number(sum / static_cast<double>(events()) / aggregate.per);
    }
    case Kind::kQuantile:
      return Quantile(aggregate, window);
    case Kind::kNewest:
      return Newest(aggregate.of, window);
    case Kind::kOldest:
      return Oldest(aggregate.of, window);
    case Kind::kVariety:
      return Variety(aggregate, window);
    case Kind::kGap:
      return Gap(aggregate, window);
    case Kind::kReturn: {
      uint64_t const days = MaskOf(aggregate.of, places.slots, tallies);
      uint64_t const back = MaskOf(aggregate.other, places.other_slots, tallies);
      // The next day of the snapshot's own is not over.
      uint64_t const before = days >> 1;
      if (days == 0 || back == 0) return Missing();
      return Ratio(std::popcount(before & back), std::popcount(before));
    }
  }
  return Missing();
}

Value Evaluator::Days(Aggregate const& aggregate, Places const& places, Tallies const& tallies,
                      UserWindow const& window) {
  if (aggregate.of.to <= kMaskDays) {
    return Whole(std::popcount(MaskOf(aggregate.of, places.slots, tallies)));
  }
  Matching const matches(aggregate.of, window.end);
  int64_t days = 0;
  int64_t last_age = -1;
  for (Event const& event : window.events) {
    if (!matches(event)) continue;
    int64_t const age = AgeOf(event, window.end);
    days += age != last_age;
    last_age = age;
  }
  return Whole(days);
}

// In DuckDB's order of operations (quantile_cont), so that the last bit agrees.
Value Evaluator::Quantile(Aggregate const& aggregate, UserWindow const& window) {
  Matching const matches(aggregate.of, window.end);
  scratch_.clear();
  for (Event const& event : window.events) {
    if (event.HasValue() && matches(event)) scratch_.push_back(event.value);
  }
  if (scratch_.empty()) return Missing();
  double const place = static_cast<double>(scratch_.size() - 1) * aggregate.level;
  auto const below = static_cast<std::ptrdiff_t>(std::floor(place));
  auto const above = static_cast<std::ptrdiff_t>(std::ceil(place));
  auto const at_below = scratch_.begin() + below;
  std::nth_element(scratch_.begin(), at_below, scratch_.end());
  auto const low = static_cast<double>(*at_below);
  if (below == above) return Number(low / aggregate.per);
  auto const high = static_cast<double>(*std::min_element(at_below + 1, scratch_.end()));
  double const share = place - static_cast<double>(below);
  return Number((low * (1.0 - share) + high * share) / aggregate.per);
}

Value Evaluator::Variety(Aggregate const& aggregate, UserWindow const& window) {
  Matching const matches(aggregate.of, window.end);
  scratch_.clear();
  for (Event const& event : window.events) {
    if (event.HasValue() && matches(event)) scratch_.push_back(event.value);
  }
  std::sort(scratch_.begin(), scratch_.end());
  auto const end = std::unique(scratch_.begin(), scratch_.end());
  return Whole(end - scratch_.begin());
}

}  // namespace winback::events
