#include "core/events/tallies.h"

#include <algorithm>
#include <bit>

namespace winback::events {
namespace {

constexpr int32_t kMonday = 4;  // 1970-01-05 in days since 1970-01-01
constexpr int64_t kNightMicros = 6 * 3600 * kMicrosPerSecond;

template <class Fn>
void EachFilter(Program const& program, Fn&& fn) {
  for (Column const& column : program.columns) {
    fn(column.aggregate.of);
    fn(column.aggregate.other);
  }
}

}  // namespace

TallyLayout::TallyLayout(Program const& program) {
  uint32_t classes = 0;
  cuts_ = {0};
  EachFilter(program, [&](Filter const& filter) {
    if (filter.classes == 0) return;
    classes |= filter.classes;
    cuts_.push_back(filter.from);
    if (filter.to != kNoLimit) cuts_.push_back(filter.to);
    longest_ = std::max(longest_, filter.to);
  });
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  if (longest_ != kNoLimit && cuts_.size() > 1) cuts_.pop_back();
  for (int event_class = 0; event_class < kClasses; ++event_class) {
    slots_[event_class] = (classes >> event_class & 1) != 0 ? slot_count_++ : -1;
  }
}

int32_t TallyLayout::BucketOf(int32_t age) const {
  auto const after = std::upper_bound(cuts_.begin(), cuts_.end(), age);
  return static_cast<int32_t>(after - cuts_.begin()) - 1;
}

std::vector<uint64_t> TallyLayout::PlacesOf(Filter const& filter) const {
  std::vector<uint64_t> places((Places() + 63) / 64, 0);
  for (int event_class = 0; event_class < kClasses; ++event_class) {
    if ((filter.classes >> event_class & 1) == 0) continue;
    for (int32_t bucket = 0; bucket < Buckets(); ++bucket) {
      int32_t const cut = cuts_[static_cast<size_t>(bucket)];
      if (cut < filter.from || cut >= filter.to) continue;
      auto const place = static_cast<size_t>(SlotOf(event_class) * Buckets() + bucket);
      places[place >> 6] |= uint64_t{1} << (place & 63);
    }
  }
  return places;
}

AgeTable::AgeTable(TallyLayout const& layout, int32_t snapshot_day)
    : snapshot_day_(snapshot_day), last_bucket_(static_cast<uint16_t>(layout.Buckets() - 1)) {
  int32_t const days = std::min(layout.LongestAge(), kLongestWindow);
  for (int32_t age = 0; age < days; ++age) {
    infos_.push_back(
        {static_cast<uint16_t>(layout.BucketOf(age)), WeekendOf(static_cast<uint32_t>(age))});
  }
}

uint8_t AgeTable::WeekendOf(uint32_t age) const {
  int64_t const since_monday = int64_t{snapshot_day_} - age - kMonday;
  int64_t const weekday = ((since_monday % 7) + 7) % 7;
  return weekday >= 5;
}

Tallies::Tallies(TallyLayout const& layout)
    : places(layout.Places()),
      touched((layout.Places() + 63) / 64),
      days(static_cast<size_t>(layout.Slots())) {}

void Tallies::Fill(TallyLayout const& layout, AgeTable const& ages, std::span<Event const> events,
                   int64_t end) {
  // A user has events in few of them: clearing these takes less time than all.
  for (size_t word = 0; word < touched.size(); ++word) {
    for (uint64_t bits = touched[word]; bits != 0; bits &= bits - 1) {
      places[word * 64 + static_cast<size_t>(std::countr_zero(bits))] = {};
    }
    touched[word] = 0;
  }
  std::fill(days.begin(), days.end(), 0);
  auto const buckets = static_cast<size_t>(layout.Buckets());
  for (Event const& event : events) {
    int32_t const slot = layout.SlotOf(event.Class());
    if (slot < 0) continue;
    // Days and times of day count backwards from the snapshot's end.
    auto const back = static_cast<uint64_t>(end - 1 - event.at);
    auto const age = static_cast<uint32_t>(back / uint64_t{kMicrosPerDay});
    AgeTable::Info const info = ages.Of(age);
    size_t const place = static_cast<size_t>(slot) * buckets + info.bucket;
    touched[place >> 6] |= uint64_t{1} << (place & 63);
    Tally& tally = places[place];
    ++tally.events;
    tally.weekend += info.weekend;
    tally.night += back % uint64_t{kMicrosPerDay} >= uint64_t{kMicrosPerDay - kNightMicros};
    days[static_cast<size_t>(slot)] |= uint64_t{1} << std::min<uint32_t>(age, 63);
    if (event.HasValue()) {
      ++tally.values;
      tally.sum += event.value;
    }
  }
}

}  // namespace winback::events
