// Events in memory in blocks of one size, taken in large pages: as they come, then run by run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/events/event.h"

namespace winback::events {

// Blocks live as long as it does.
class BlockPool {
 public:
  static constexpr size_t kBlock = 4096;  // events

  Event* Take();
  size_t Bytes() const { return slabs_.size() * kSlabBytes; }

 private:
  static constexpr size_t kSlabBytes = size_t{2} << 20;
  static constexpr size_t kBlocksOfSlab = kSlabBytes / (kBlock * sizeof(Event));
  struct Release {
    void operator()(std::byte* slab) const;
  };

  std::vector<std::unique_ptr<std::byte, Release>> slabs_;
  size_t taken_ = kBlocksOfSlab;  // of the last slab
};

class EventBlocks {
 public:
  void Add(Event const& event, BlockPool& pool) {
    if (next_ == end_) AddBlock(pool);
    *next_++ = event;
  }
  size_t Size() const {
    return blocks_.size() * BlockPool::kBlock - static_cast<size_t>(end_ - next_);
  }
  // The events as they were added; not after the first Place.
  template <class Fn>
  void EachBlock(Fn&& fn) const {
    size_t left = Size();
    for (Event const* const block : blocks_) {
      fn(std::span<Event const>(block, std::min(left, BlockPool::kBlock)));
      left -= std::min(left, BlockPool::kBlock);
    }
  }
  // Writes runs over what was added, one after the other: who places has all events elsewhere.
  // The runs together hold no more events than were added, and each stays in one piece.
  std::span<Event const> Place(std::span<Event const> run);

 private:
  void AddBlock(BlockPool& pool);

  std::vector<Event*> blocks_;
  Event* next_ = nullptr;
  Event* end_ = nullptr;
  // Where the next run is placed.
  size_t block_ = 0;
  size_t place_ = 0;
  // For runs that are longer than a block, or behind the last one.
  std::vector<std::unique_ptr<Event[]>> further_;
};

}  // namespace winback::events
