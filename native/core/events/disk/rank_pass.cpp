#include "core/events/disk/rank_pass.h"

#include <string>

namespace winback::events {
namespace {

// The columns with a rank alone.
Program RankedOf(Program const& program) {
  Program ranked = program;
  ranked.columns.clear();
  for (size_t const c : RankedColumns(program)) ranked.columns.push_back(program.columns[c]);
  return ranked;
}

// Memory for the table of a plan with one snapshot, whose columns are all of doubles.
struct OwnTable {
  explicit OwnTable(SnapshotPlan const& plan)
      : offsets(static_cast<size_t>(plan.Rows(0)) + 1),
        ids(static_cast<size_t>(plan.IdBytes(0))),
        days(static_cast<size_t>(plan.Rows(0))),
        values(plan.Columns().columns.size(), std::vector<double>(days.size())),
        validity(values.size(), std::vector<uint8_t>((days.size() + 7) / 8)) {
    memory.offsets = offsets.data();
    memory.ids = ids.data();
    memory.days = days.data();
    for (size_t c = 0; c < values.size(); ++c) {
      memory.columns.push_back({values[c].data(), validity[c].data()});
    }
  }

  std::vector<int32_t> offsets;
  std::vector<uint8_t> ids;
  std::vector<int32_t> days;
  std::vector<std::vector<double>> values;
  std::vector<std::vector<uint8_t>> validity;
  TableMemory memory;
};

}  // namespace

std::vector<RankCounts> EmptyRankCounts(Program const& program) {
  std::vector<RankCounts> counts;
  for (size_t const c : RankedColumns(program)) {
    counts.emplace_back(program.columns[c].rank == Rank::kDescending);
  }
  return counts;
}

void CountRanks(std::shared_ptr<EventStore const> const& store, Program const& program,
                Snapshot const& snapshot, std::vector<RankCounts>& counts, int threads) {
  SnapshotPlan const plan(store, RankedOf(program), {{snapshot.day, 0}}, nullptr, threads);
  OwnTable table(plan);
  plan.FillKeys(0, {&table.memory, 1}, threads, [](double) {});
  for (size_t c = 0; c < counts.size(); ++c) counts[c].Add(table.values[c]);
}

}  // namespace winback::events
