#include "core/events/event_blocks.h"

#include <algorithm>
#include <new>

#include "core/base/huge_pages.h"

namespace winback::events {

void BlockPool::Release::operator()(std::byte* slab) const {
  ::operator delete(slab, std::align_val_t{kSlabBytes});
}

Event* BlockPool::Take() {
  if (taken_ == kBlocksOfSlab) {
    auto* const slab =
        static_cast<std::byte*>(::operator new(kSlabBytes, std::align_val_t{kSlabBytes}));
    slabs_.emplace_back(slab);
    AdviseHugePages(slab, kSlabBytes);
    taken_ = 0;
  }
  return reinterpret_cast<Event*>(slabs_.back().get()) + kBlock * taken_++;
}

void EventBlocks::AddBlock(BlockPool& pool) {
  next_ = pool.Take();
  end_ = next_ + BlockPool::kBlock;
  blocks_.push_back(next_);
}

std::span<Event const> EventBlocks::Place(std::span<Event const> run) {
  if (run.size() <= BlockPool::kBlock && place_ + run.size() > BlockPool::kBlock) {
    ++block_;
    place_ = 0;
  }
  Event* to = nullptr;
  if (run.size() > BlockPool::kBlock || block_ >= blocks_.size()) {
    to = further_.emplace_back(std::make_unique_for_overwrite<Event[]>(run.size())).get();
  } else {
    to = blocks_[block_] + place_;
    place_ += run.size();
  }
  std::copy(run.begin(), run.end(), to);
  return {to, run.size()};
}

}  // namespace winback::events
