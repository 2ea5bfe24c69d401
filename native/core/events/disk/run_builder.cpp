#include "core/events/disk/run_builder.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/events/run_order.h"
#include "core/events/users/ordered_ids.h"
#include "core/events/users/user_names.h"

namespace winback::events {
namespace {

// An event in a block; the bytes of its user's id follow.
struct Record {
  int64_t at;
  int64_t value;
  uint64_t key;
  uint32_t tag;
  uint32_t id_bytes;
};
static_assert(sizeof(Record) == 32);

// The events of a bucket with the numbers of their users.
class Gathered {
 public:
  void AddBlock(std::span<uint8_t const> bytes) {
    ids_.clear();
    size_t const first = events_.size();
    for (size_t at = 0; at < bytes.size();) {
      Record record;
      std::memcpy(&record, bytes.data() + at, sizeof record);
      at += sizeof record;
      ids_.emplace_back(reinterpret_cast<char const*>(bytes.data() + at), record.id_bytes);
      at += record.id_bytes;
      events_.push_back({{record.at, record.value, 0, record.tag}, record.key});
    }
    users_.resize(ids_.size());
    names_.Intern(ids_, users_.data());
    for (size_t i = 0; i < users_.size(); ++i) events_[first + i].event.user = users_[i];
  }

  // By user in order of ids; an event with an id once.
  SectionBuilder Sorted(bool keyed) const {
    std::vector<OrderedId> order;
    for (uint32_t user = 0; user < names_.Count(); ++user) {
      order.push_back(OrderedIdOf(names_.Name(user), user));
    }
    SortIds(order);
    std::vector<uint64_t> starts(order.size() + 1, 0);
    for (KeyedEvent const& one : events_) ++starts[one.event.user + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<KeyedEvent> by_user(events_.size());
    auto next = starts;
    for (KeyedEvent const& one : events_) by_user[next[one.event.user]++] = one;
    SectionBuilder section(keyed);
    std::vector<KeyedEvent> once;
    for (OrderedId const& one : order) {
      std::span const run(by_user.data() + starts[one.user],
                          starts[one.user + 1] - starts[one.user]);
      SortRun(run.data(), run.data() + run.size(), KeyedBefore);
      if (keyed) {
        once.assign(run.begin(), run.end());
        DropRepeated(once);
      }
      section.Add(one.id, keyed ? std::span(once) : run);
    }
    return section;
  }

 private:
  UserNames names_;
  std::vector<KeyedEvent> events_;
  std::vector<std::string_view> ids_;
  std::vector<uint32_t> users_;
};

void AddNamed(Section const& section, SoughtNames const& names, std::vector<NamedUser>& named) {
  for (size_t place = 0; place < section.Users(); ++place) {
    auto const id = section.Name(place);
    if (names.Has(id)) named.push_back({std::string(id), CountEvents(section.Run(place))});
  }
}

}  // namespace

RunBuilder::RunBuilder(std::string folder, uint64_t memory, bool keyed)
    : folder_(std::move(folder)), memory_(memory), keyed_(keyed) {}

void RunBuilder::Take(EventChunk const& chunk) {
  Require(chunk.keys.empty() == !keyed_, "either all events of a run have keys, or none");
  for (size_t i = 0; i < chunk.events.size(); ++i) {
    Append(chunk.ids[i], chunk.events[i], keyed_ ? chunk.keys[i] : 0);
    if (!chunk.events[i].IsCopy()) days_.Add(chunk.events[i]);
  }
  if (held_ > memory_) Spill();
}

void RunBuilder::Append(std::string_view id, Event const& event, uint64_t key) {
  Require(id.size() <= UINT32_MAX, "an id of a user is longer than 4 GiB");
  auto& blocks = buckets_[BucketOf(id)].blocks;
  size_t const bytes = sizeof(Record) + id.size();
  if (blocks.empty() || blocks.back().capacity() - blocks.back().size() < bytes) {
    blocks.emplace_back().reserve(std::max(bytes, kBlock));
    held_ += blocks.back().capacity();
  }
  Record const record{event.at, event.value, key, event.tag, static_cast<uint32_t>(id.size())};
  auto& block = blocks.back();
  size_t const at = block.size();
  block.resize(at + bytes);
  std::memcpy(block.data() + at, &record, sizeof record);
  if (!id.empty()) std::memcpy(block.data() + at + sizeof record, id.data(), id.size());
}

void RunBuilder::Spill() {
  if (!file_) file_.emplace(File::Unnamed(folder_));
  for (Bucket& bucket : buckets_) {
    uint64_t const begin = spilled_;
    for (Block const& block : bucket.blocks) {
      file_->WriteAt(spilled_, block);
      spilled_ += block.size();
    }
    if (spilled_ > begin) bucket.spilled.push_back({begin, spilled_ - begin});
    bucket.blocks = {};
  }
  held_ = 0;
}

SectionBuilder RunBuilder::Sorted(Bucket& bucket) const {
  Gathered gathered;
  for (auto const& [place, bytes] : bucket.spilled) {
    Block block(bytes);
    file_->ReadAt(place, block);
    gathered.AddBlock(block);
  }
  for (Block& block : bucket.blocks) {
    gathered.AddBlock(block);
    Block().swap(block);
  }
  bucket = {};
  return gathered.Sorted(keyed_);
}

RunFacts RunBuilder::Finish(std::string const& path, SoughtNames const& names, int threads) {
  RunFacts facts;
  RunWriter writer(path, keyed_);
  auto const step = static_cast<uint32_t>(std::clamp(threads, 1, static_cast<int>(kBuckets)));
  for (uint32_t first = 0; first < kBuckets; first += step) {
    uint32_t const count = std::min(step, kBuckets - first);
    std::vector<SectionBuilder> sections(count, SectionBuilder(keyed_));
    ParallelFor(count, threads, [&](int64_t i) {
      auto const place = static_cast<size_t>(i);
      sections[place] = Sorted(buckets_[first + place]);
    });
    for (SectionBuilder const& section : sections) {
      Section const view = section.View();
      facts.events += CountEvents(view.events);
      facts.users += static_cast<int64_t>(view.Users());
      AddNamed(view, names, facts.named);
      writer.Write(view);
    }
  }
  writer.Finish();
  facts.bytes = writer.Bytes();
  held_ = 0;
  return facts;
}

}  // namespace winback::events
