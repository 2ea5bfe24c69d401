// Events as they come, put into buckets: first in memory, then in a file without a name, at last a
// run.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/events/day_counts.h"
#include "core/events/disk/run_file.h"
#include "core/events/event_sink.h"
#include "core/events/users/sought_names.h"

namespace winback::events {

// A user whose id is one of the names that were looked for.
struct NamedUser {
  std::string id;
  int64_t events;
};

// Copies of events are not counted.
struct RunFacts {
  int64_t events = 0;
  int64_t users = 0;
  uint64_t bytes = 0;
  std::vector<NamedUser> named;  // in no order
};

class RunBuilder final : public EventSink {
 public:
  // `folder` takes what does not fit into `memory` bytes. `keyed`: events have ids of their own.
  RunBuilder(std::string folder, uint64_t memory, bool keyed);
  RunBuilder(RunBuilder const&) = delete;
  RunBuilder& operator=(RunBuilder const&) = delete;

  void Take(EventChunk const& chunk) override;
  std::vector<DayCount> Days() const { return days_.Days(); }
  bool Keyed() const { return keyed_; }
  // Bytes that went to the file so far.
  uint64_t Spilled() const { return spilled_; }
  // Writes the run and looks for users with `names`; the builder is empty after it.
  RunFacts Finish(std::string const& path, SoughtNames const& names, int threads);

 private:
  static constexpr size_t kBlock = size_t{1} << 14;
  using Block = std::vector<uint8_t>;
  struct SpilledBlock {
    uint64_t place;
    uint64_t bytes;
  };
  struct Bucket {
    std::vector<Block> blocks;
    std::vector<SpilledBlock> spilled;
  };
  void Append(std::string_view id, Event const& event, uint64_t key);
  void Spill();
  SectionBuilder Sorted(Bucket& bucket) const;

  std::string folder_;
  uint64_t memory_;
  bool keyed_;
  std::array<Bucket, kBuckets> buckets_;
  DayCounts days_;
  std::optional<File> file_;
  uint64_t held_ = 0;  // bytes of all blocks
  uint64_t spilled_ = 0;
};

}  // namespace winback::events
