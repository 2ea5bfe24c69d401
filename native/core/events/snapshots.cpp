#include "core/events/snapshots.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/events/chunk_writer.h"
#include "core/events/known_events.h"
#include "core/events/ranks/ranks.h"

namespace winback::events {
namespace {

int64_t EndOf(Snapshot const& snapshot) { return (int64_t{snapshot.day} + 1) * kMicrosPerDay; }

// Chunks of users after whose work events in a file give their memory back.
constexpr int64_t kLetGoEvery = 64;

// Bits behind the last row are 0, so that equal tables have equal bytes.
void ResetValidity(uint8_t* validity, int64_t rows) {
  if (validity == nullptr) return;
  std::memset(validity, 0xff, static_cast<size_t>((rows + 7) / 8));
  if (rows % 8 != 0) validity[rows / 8] = static_cast<uint8_t>((1 << rows % 8) - 1);
}

}  // namespace

SnapshotPlan::SnapshotPlan(std::shared_ptr<EventStore const> store, Program program,
                           std::vector<Snapshot> snapshots,
                           std::shared_ptr<AttributeTable const> attributes, int threads)
    : store_(std::move(store)),
      program_(std::move(program)),
      layout_(program_),
      snapshots_(std::move(snapshots)),
      attributes_(std::move(attributes)) {
  Require(store_->Finished(), "events are still being read");
  CheckProgram(program_);
  Require(std::is_sorted(snapshots_.begin(), snapshots_.end(),
                         [](auto const& a, auto const& b) { return a.day < b.day; }),
          "snapshots must be in order of their days");
  size_t const words = (store_->Users().size() + 63) / 64;
  hints_.resize(store_->Users().size());
  for (Snapshot const& snapshot : snapshots_) {
    ages_.emplace_back(layout_, snapshot.day);
    eligible_.emplace_back(words, 0);
    rows_.emplace_back(Chunks() + 1, 0);
    id_bytes_.emplace_back(Chunks() + 1, 0);
  }
  ParallelFor(static_cast<int64_t>(Chunks()), threads, [&](int64_t chunk) {
    FindRows(static_cast<size_t>(chunk));
    if (chunk % kLetGoEvery == 0) store_->LetGo();
  });
  for (size_t s = 0; s < snapshots_.size(); ++s) {
    std::partial_sum(rows_[s].begin(), rows_[s].end(), rows_[s].begin());
    std::partial_sum(id_bytes_[s].begin(), id_bytes_[s].end(), id_bytes_[s].begin());
  }
}

// A chunk is whole words of `eligible_`, and its counts stand behind it: no other thread is there.
void SnapshotPlan::FindRows(size_t chunk) {
  auto const users = store_->Users();
  size_t const end = std::min(users.size(), (chunk + 1) * kChunk);
  for (size_t place = chunk * kChunk; place < end; ++place) {
    PrefetchAhead(place);
    auto const run = users[place].events;
    auto const id_bytes = static_cast<int64_t>(store_->IdAt(place).size());
    size_t next = 0;
    for (size_t s = 0; s < snapshots_.size(); ++s) {
      int64_t const after = EndOf(snapshots_[s]);
      while (next < run.size() && run[next].at < after) ++next;
      if (!HasRowAt(program_, run.first(next), snapshots_[s].day)) continue;
      eligible_[s][place >> 6] |= uint64_t{1} << (place & 63);
      ++rows_[s][chunk + 1];
      id_bytes_[s][chunk + 1] += id_bytes;
    }
  }
}

std::vector<size_t> RankedColumns(Program const& program) {
  std::vector<size_t> ranked;
  for (size_t c = 0; c < program.columns.size(); ++c) {
    if (program.columns[c].rank != Rank::kNone) ranked.push_back(c);
  }
  return ranked;
}

std::vector<TableCounts> SnapshotPlan::Fill(size_t first, std::span<TableMemory const> tables,
                                            int threads,
                                            std::function<void(double)> const& report) const {
  auto counts = FillKeys(first, tables, threads, report);
  for (size_t s = 0; s < tables.size(); ++s) RankColumns(first + s, tables[s], nullptr, threads);
  return counts;
}

std::vector<TableCounts> SnapshotPlan::FillKeys(size_t first, std::span<TableMemory const> tables,
                                                int threads,
                                                std::function<void(double)> const& report) const {
  Require(first + tables.size() <= snapshots_.size(), "more tables than snapshots");
  size_t const columns = program_.columns.size() + AttributeFields();
  std::vector<TableCounts> counts(tables.size());
  for (size_t s = 0; s < tables.size(); ++s) {
    counts[s].missing.resize(columns);
    int64_t const rows = Rows(first + s);
    tables[s].offsets[rows] = static_cast<int32_t>(IdBytes(first + s));
    for (auto const& column : tables[s].columns) ResetValidity(column.validity, rows);
    for (auto const& column : tables[s].attributes) ResetValidity(column.validity, rows);
  }
  auto const chunks = static_cast<int64_t>(Chunks());
  std::atomic<int64_t> done = 0;
  std::mutex mutex;
  ParallelFor(chunks, threads, [&](int64_t chunk) {
    ChunkWriter writer(*this, static_cast<size_t>(chunk));
    for (size_t s = 0; s < tables.size(); ++s) {
      TableCounts const own = writer.Write(first + s, tables[s]);
      std::lock_guard lock(mutex);
      counts[s].positives += own.positives;
      for (size_t c = 0; c < columns; ++c) counts[s].missing[c] += own.missing[c];
    }
    constexpr int64_t kEvery = 64;
    int64_t const now = ++done;
    if (now % kLetGoEvery == 0) store_->LetGo();
    if (now % kEvery == 0) report(static_cast<double>(now) / static_cast<double>(chunks));
  });
  return counts;
}

void SnapshotPlan::RankColumns(size_t snapshot, TableMemory const& table,
                               std::vector<RankCounts> const* counts, int threads) const {
  auto const rows = static_cast<size_t>(Rows(snapshot));
  std::vector<size_t> const ranked = RankedColumns(program_);
  ParallelFor(static_cast<int64_t>(ranked.size()), threads, [&](int64_t task) {
    auto const place = static_cast<size_t>(task);
    Column const& column = program_.columns[ranked[place]];
    std::span const values(static_cast<double*>(table.columns[ranked[place]].values), rows);
    if (counts != nullptr) {
      (*counts)[place].RankInPlace(values);
    } else {
      RankInPlace(values, column.rank == Rank::kDescending);
    }
  });
}

}  // namespace winback::events
