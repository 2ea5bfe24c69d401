// The first of two passes over users who come in pieces: what their ranks are made from.
#pragma once

#include <memory>
#include <vector>

#include "core/events/snapshots.h"

namespace winback::events {

// Counts for each column of `program` with a rank.
std::vector<RankCounts> EmptyRankCounts(Program const& program);

// Adds the users of `store` who have a row in the snapshot.
void CountRanks(std::shared_ptr<EventStore const> const& store, Program const& program,
                Snapshot const& snapshot, std::vector<RankCounts>& counts, int threads);

}  // namespace winback::events
