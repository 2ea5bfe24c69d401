// The counts that most aggregates are made of, of one user up to one snapshot: filled in one walk
// over the events of the longest window.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/events/event.h"
#include "core/events/program.h"
#include "core/events/wide_sum.h"

namespace winback::events {

// Where each count stands. Ages are cut at the ends of all windows of a program; between two cuts
// lies a bucket, so that every window is a run of buckets.
class TallyLayout {
 public:
  explicit TallyLayout(Program const& program);

  // Ages at or above this are in no window; kNoLimit where some window has no end.
  int32_t LongestAge() const { return longest_; }
  int32_t Buckets() const { return static_cast<int32_t>(cuts_.size()); }
  int32_t BucketOf(int32_t age) const;
  // Places of the counts, one for each slot and bucket.
  size_t Places() const {
    return static_cast<size_t>(slot_count_) * static_cast<size_t>(Buckets());
  }
  // Bit per place: those of the events of `filter`.
  std::vector<uint64_t> PlacesOf(Filter const& filter) const;
  // -1 for a class that no aggregate looks at.
  int32_t SlotOf(int event_class) const { return slots_[static_cast<size_t>(event_class)]; }
  int32_t Slots() const { return slot_count_; }

 private:
  std::vector<int32_t> cuts_;  // first age of each bucket
  int32_t longest_ = 0;
  int32_t slots_[kClasses];
  int32_t slot_count_ = 0;
};

// What a day's age says: its bucket, and whether it is a weekend.
class AgeTable {
 public:
  AgeTable(TallyLayout const& layout, int32_t snapshot_day);
  struct Info {
    uint16_t bucket;
    uint8_t weekend;
  };
  // Beyond the table only a window without an end goes on.
  Info Of(uint32_t age) const {
    return age < infos_.size() ? infos_[age] : Info{last_bucket_, WeekendOf(age)};
  }

 private:
  uint8_t WeekendOf(uint32_t age) const;

  std::vector<Info> infos_;
  int32_t snapshot_day_;
  uint16_t last_bucket_;
};

// Counts of some events of one user.
struct Tally {
  uint32_t events = 0;
  uint32_t weekend = 0;
  uint32_t night = 0;
  uint32_t values = 0;  // events that have one
  WideSum sum = 0;      // of the values

  void Add(Tally const& other) {
    events += other.events;
    weekend += other.weekend;
    night += other.night;
    values += other.values;
    sum += other.sum;
  }
};

struct Tallies {
  explicit Tallies(TallyLayout const& layout);
  // `events` are those of ages below the longest, by time; `end` is the first moment after the
  // snapshot's day.
  void Fill(TallyLayout const& layout, AgeTable const& ages, std::span<Event const> events,
            int64_t end);

  std::vector<Tally> places;      // by slot and bucket, see TallyLayout::PlacesOf
  std::vector<uint64_t> touched;  // bit per place: whether it has an event
  std::vector<uint64_t> days;  // by slot; bit k: an event k days before the snapshot; 63: or before
};

}  // namespace winback::events
