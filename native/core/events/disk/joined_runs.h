// Some buckets of several runs as one: a user's events of all runs by time, an event with an id
// once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/events/day_counts.h"
#include "core/events/disk/run_builder.h"
#include "core/events/disk/run_file.h"
#include "core/events/event_store.h"

namespace winback::events {

using Runs = std::vector<std::shared_ptr<RunFile const>>;

struct JoinedUsers {
  LoadedUsers users;       // bucket after bucket, in each in order of their ids
  int64_t duplicates = 0;  // events whose id an earlier event of the user has
};

// The users of the buckets [first, after). Throws kIo, kBadInput for damage.
JoinedUsers LoadUsers(Runs const& runs, uint32_t first, uint32_t after, int threads);

// How many events of `some` are in `all`, too: the same user, time, role and value. Each counts
// once.
int64_t CommonEvents(Runs const& all, Runs const& some, int threads);

struct RewrittenRun {
  RunFacts facts;
  std::vector<DayCount> days;
  int64_t duplicates = 0;
  std::vector<std::string> forgotten;  // users who were there and are left out
};

// Writes `runs` as one run to `path`, without the users of `forget`.
RewrittenRun RewriteRuns(Runs const& runs, std::string const& path,
                         std::unordered_set<std::string> const& forget);

}  // namespace winback::events
