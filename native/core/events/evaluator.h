// The value of one aggregate for one user and snapshot.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "core/events/event.h"
#include "core/events/program.h"
#include "core/events/tallies.h"

namespace winback::events {

// The events of one user up to one snapshot, inside the longest window.
struct UserWindow {
  std::span<Event const> events;
  int64_t end = 0;  // the first moment after the snapshot's day
};

// The bits of an int64, or of a double for float64 columns (see StorageOf). Small enough for two
// registers.
struct Value {
  int64_t bits = 0;
  bool present = false;

  static Value Whole(int64_t value) { return {value, true}; }
  static Value Number(double value) { return {std::bit_cast<int64_t>(value), true}; }
  double AsNumber() const { return std::bit_cast<double>(bits); }
};

// One for each thread: it holds the values and sums of one user.
class Evaluator {
 public:
  Evaluator(TallyLayout const& layout, Program const& program);

  // Goes on to another user or snapshot. Both live until the next.
  void Begin(Tallies const& tallies, UserWindow const& window);
  // Of column `column` of the program, without its rank.
  Value Of(size_t column);

 private:
  // What a column reads: tallies of its filters, and slots of their classes for masks of days.
  struct Source {
    size_t of;
    size_t other;
    std::vector<size_t> slots;
    std::vector<size_t> other_slots;
    size_t same_as;  // the first column with the same aggregate
  };
  size_t GroupOf(std::vector<uint64_t> places);
  void FindMembers(size_t places);
  Value Compute(size_t column);
  Value Days(Aggregate const& aggregate, Source const& source) const;
  Value Quantile(Aggregate const& aggregate);
  Value DayGap(Aggregate const& aggregate);
  Value Variety(Aggregate const& aggregate);

  std::vector<Column> const& columns_;
  std::vector<Source> sources_;
  std::vector<std::vector<uint64_t>> groups_;  // bit per place: those that are added up together
  std::vector<uint32_t> members_;              // of each place, the groups that it is in
  std::vector<size_t> member_ends_;            // of each place in members_
  std::vector<Tally> totals_;                  // of each group
  std::vector<Value> values_;                  // of the columns so far
  Tallies const* tallies_ = nullptr;
  UserWindow window_;
  std::vector<int64_t> scratch_;
};

}  // namespace winback::events
