#include "core/events/evaluator.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace winback::events {
namespace {

Value Whole(int64_t value) { return Value::Whole(value); }
Value Number(double value) { return Value::Number(value); }
Value Missing() { return {}; }

uint64_t EventsOf(Filter const& filter, Tally const& tally) {
  switch (filter.when) {
    case Condition::kWeekend:
      return tally.weekend;
    case Condition::kNight:
      return tally.night;
    case Condition::kNone:
      return tally.events;
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

double DaysOf(Filter const& filter) { return static_cast<double>(filter.to - filter.from); }

// `above` and `below` are whole numbers: the products are exact.
Value Rate(Aggregate const& aggregate, uint64_t above, uint64_t below) {
  return Ratio(static_cast<double>(above) * DaysOf(aggregate.other),
               static_cast<double>(below) * DaysOf(aggregate.of));
}

// Twice the distance of a week from the middle one is a whole number w; the slope is 2 sum(w) over
// the sum of w^2 over the weeks.
Value Slope(Filter const& filter, UserWindow const& window) {
  int64_t const weeks = filter.to / 7;
  Matching const matches(filter, window.end);
  int64_t sum = 0;
  for (Event const& event : window.events) {
    if (matches(event)) sum += weeks - 1 - AgeOf(event, window.end) / 7 * 2;
  }
  return Number(static_cast<double>(2 * sum) /
                static_cast<double>(weeks * (weeks * weeks - 1) / 3));
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

// Of at least one value, whose order changes. In DuckDB's order of operations (quantile_cont), so
// that the last bit agrees.
double QuantileOf(std::vector<int64_t>& values, double level) {
  double const place = static_cast<double>(values.size() - 1) * level;
  auto const below = static_cast<std::ptrdiff_t>(std::floor(place));
  auto const above = static_cast<std::ptrdiff_t>(std::ceil(place));
  auto const at_below = values.begin() + below;
  std::nth_element(values.begin(), at_below, values.end());
  auto const low = static_cast<double>(*at_below);
  if (below == above) return low;
  auto const high = static_cast<double>(*std::min_element(at_below + 1, values.end()));
  double const share = place - static_cast<double>(below);
  return low * (1.0 - share) + high * share;
}

std::vector<size_t> SlotsOf(TallyLayout const& layout, Filter const& filter) {
  std::vector<size_t> slots;
  for (int event_class = 0; event_class < kClasses; ++event_class) {
    if ((filter.classes >> event_class & 1) == 0) continue;
    slots.push_back(static_cast<size_t>(layout.SlotOf(event_class)));
  }
  return slots;
}

}  // namespace

Evaluator::Evaluator(TallyLayout const& layout, Program const& program)
    : columns_(program.columns), values_(program.columns.size()) {
  for (size_t column = 0; column < columns_.size(); ++column) {
    Aggregate const& aggregate = columns_[column].aggregate;
    size_t same_as = 0;
    while (columns_[same_as].aggregate != aggregate) ++same_as;
    sources_.push_back({GroupOf(layout.PlacesOf(aggregate.of)),
                        GroupOf(layout.PlacesOf(aggregate.other)), SlotsOf(layout, aggregate.of),
                        SlotsOf(layout, aggregate.other), same_as});
  }
  totals_.resize(groups_.size());
  FindMembers(layout.Places());
}

size_t Evaluator::GroupOf(std::vector<uint64_t> places) {
  auto const found = std::find(groups_.begin(), groups_.end(), places);
  if (found != groups_.end()) return static_cast<size_t>(found - groups_.begin());
  groups_.push_back(std::move(places));
  return groups_.size() - 1;
}

void Evaluator::FindMembers(size_t places) {
  for (size_t place = 0; place < places; ++place) {
    for (size_t group = 0; group < groups_.size(); ++group) {
      bool const is_in = (groups_[group][place >> 6] >> (place & 63) & 1) != 0;
      if (is_in) members_.push_back(static_cast<uint32_t>(group));
    }
    member_ends_.push_back(members_.size());
  }
}

void Evaluator::Begin(Tallies const& tallies, UserWindow const& window) {
  tallies_ = &tallies;
  window_ = window;
  std::fill(totals_.begin(), totals_.end(), Tally{});
  for (size_t word = 0; word < tallies.touched.size(); ++word) {
    for (uint64_t bits = tallies.touched[word]; bits != 0; bits &= bits - 1) {
      size_t const place = word * 64 + static_cast<size_t>(std::countr_zero(bits));
      size_t const begin = place == 0 ? 0 : member_ends_[place - 1];
      for (size_t i = begin; i < member_ends_[place]; ++i) {
        totals_[members_[i]].Add(tallies.places[place]);
      }
    }
  }
}

Value Evaluator::Of(size_t column) {
  size_t const same_as = sources_[column].same_as;
  Value const value = same_as < column ? values_[same_as] : Compute(column);
  values_[column] = value;
  return value;
}

Value Evaluator::Compute(size_t column) {
  Aggregate const& aggregate = columns_[column].aggregate;
  Source const& source = sources_[column];
  Tally const& of = totals_[source.of];
  Tally const& other = totals_[source.other];
  switch (aggregate.kind) {
    case Kind::kCount:
      return Whole(static_cast<int64_t>(EventsOf(aggregate.of, of)));
    case Kind::kDays:
      return Days(aggregate, source);
    case Kind::kShare:
      return Ratio(static_cast<double>(EventsOf(aggregate.of, of)),
                   static_cast<double>(EventsOf(aggregate.other, other)));
    case Kind::kRate:
      return Rate(aggregate, EventsOf(aggregate.of, of), EventsOf(aggregate.other, other));
    case Kind::kSlope:
      return Slope(aggregate.of, window_);
    case Kind::kSum:
      return Number(DoubleOf(of.sum - other.sum) / aggregate.per);
    case Kind::kMean:
      if (of.values == 0) return Missing();
      return Number(MeanOf(of.sum, of.values) / aggregate.per);
    case Kind::kMeanPerEvent:
      if (of.values == 0) return Missing();
      return Number(DoubleOf(of.sum) / static_cast<double>(of.events) / aggregate.per);
    case Kind::kQuantile:
      return Quantile(aggregate);
    case Kind::kNewest:
      return Newest(aggregate.of, window_);
    case Kind::kOldest:
      return Oldest(aggregate.of, window_);
    case Kind::kVariety:
      return Variety(aggregate);
    case Kind::kGap:
      return Gap(aggregate, window_);
    case Kind::kDayGap:
      return DayGap(aggregate);
    case Kind::kOverdue: {
      Value const gap = DayGap(aggregate);
      if (!gap.present) return Missing();
      return Ratio(static_cast<double>(Newest(aggregate.of, window_).bits), gap.AsNumber());
    }
    case Kind::kReturn: {
      uint64_t const days = MaskOf(aggregate.of, source.slots, *tallies_);
      uint64_t const back = MaskOf(aggregate.other, source.other_slots, *tallies_);
      // The next day of the snapshot's own is not over.
      uint64_t const before = days >> 1;
      if (days == 0 || back == 0) return Missing();
      return Ratio(std::popcount(before & back), std::popcount(before));
    }
  }
  return Missing();
}

Value Evaluator::Days(Aggregate const& aggregate, Source const& source) const {
  if (aggregate.of.to <= kMaskDays) {
    return Whole(std::popcount(MaskOf(aggregate.of, source.slots, *tallies_)));
  }
  Matching const matches(aggregate.of, window_.end);
  int64_t days = 0;
  int64_t last_age = -1;
  for (Event const& event : window_.events) {
    if (!matches(event)) continue;
    int64_t const age = AgeOf(event, window_.end);
    days += age != last_age;
    last_age = age;
  }
  return Whole(days);
}

Value Evaluator::Quantile(Aggregate const& aggregate) {
  Matching const matches(aggregate.of, window_.end);
  scratch_.clear();
  for (Event const& event : window_.events) {
    if (event.HasValue() && matches(event)) scratch_.push_back(event.value);
  }
  if (scratch_.empty()) return Missing();
  return Number(QuantileOf(scratch_, aggregate.level) / aggregate.per);
}

Value Evaluator::DayGap(Aggregate const& aggregate) {
  Matching const matches(aggregate.of, window_.end);
  scratch_.clear();
  int64_t last_age = -1;
  for (Event const& event : window_.events) {
    if (!matches(event)) continue;
    int64_t const age = AgeOf(event, window_.end);
    if (last_age > age) scratch_.push_back(last_age - age);
    last_age = age;
  }
  return scratch_.empty() ? Missing() : Number(QuantileOf(scratch_, aggregate.level));
}

Value Evaluator::Variety(Aggregate const& aggregate) {
  Matching const matches(aggregate.of, window_.end);
  scratch_.clear();
  for (Event const& event : window_.events) {
    if (event.HasValue() && matches(event)) scratch_.push_back(event.value);
  }
  std::sort(scratch_.begin(), scratch_.end());
  auto const end = std::unique(scratch_.begin(), scratch_.end());
  return Whole(end - scratch_.begin());
}

}  // namespace winback::events
