// The value of one aggregate for one user and snapshot.
#pragma once

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

// `whole` for int8 and int64 columns, `number` for float64; see StorageOf.
struct Value {
  int64_t whole = 0;
  double number = 0;
  bool present = true;
};

// One for each thread: `scratch_` holds the values of one user.
class Evaluator {
 public:
  Evaluator(TallyLayout const& layout, Program const& program);

  // Of column `column` of the program, without its rank. `tallies` are those of `window`.
  Value Of(size_t column, Tallies const& tallies, UserWindow const& window);

 private:
  struct Places {
    std::vector<uint32_t> of;
    std::vector<uint32_t> other;
    std::vector<size_t> slots;  // of the classes of `of` and `other`, for masks of days
    std::vector<size_t> other_slots;
  };
  Value Days(Aggregate const& aggregate, Places const& places, Tallies const& tallies,
             UserWindow const& window);
  Value Quantile(Aggregate const& aggregate, UserWindow const& window);
  Value Variety(Aggregate const& aggregate, UserWindow const& window);

  std::vector<Column> const& columns_;
  std::vector<Places> places_;
  std::vector<int64_t> scratch_;
};

}  // namespace winback::events
