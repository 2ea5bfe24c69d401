#include "core/events/disk/joined_runs.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/events/run_order.h"
#include "core/events/users/ordered_ids.h"

namespace winback::events {
namespace {

// Where the events of a user are: a place in the section of one run.
struct Source {
  uint32_t run;
  uint32_t place;
};

// The users of one bucket in order of their ids, with their sources: one each as a rule.
class BucketUsers {
 public:
  explicit BucketUsers(std::vector<Section> sections) : sections_(std::move(sections)) {
    size_t const largest = Largest();
    AddOthers(largest);
    MergeWith(largest);
  }

  size_t Users() const { return begins_.size(); }
  std::span<Source const> SourcesOf(size_t user) const {
    size_t const end = user + 1 < begins_.size() ? begins_[user + 1] : sources_.size();
    return {sources_.data() + begins_[user], end - begins_[user]};
  }
  std::string_view Name(size_t user) const { return NameAt(SourcesOf(user).front()); }
  std::span<Event const> Run(Source const& source) const {
    return sections_[source.run].Run(source.place);
  }

  // Events of several sources by time, each id once. Returns how many were left out.
  int64_t Join(size_t user, std::vector<KeyedEvent>& joined) const {
    joined.clear();
    for (Source const& source : SourcesOf(user)) {
      Section const& section = sections_[source.run];
      size_t const begin = section.RunBegin(source.place);
      auto const run = section.Run(source.place);
      for (size_t i = 0; i < run.size(); ++i) {
        joined.push_back({run[i], section.keys.empty() ? 0 : section.keys[begin + i]});
      }
    }
    std::sort(joined.begin(), joined.end(), KeyedBefore);
    return DropRepeated(joined);
  }

 private:
  std::string_view NameAt(Source const& source) const {
    return sections_[source.run].Name(source.place);
  }

  size_t Largest() const {
    size_t largest = 0;
    for (size_t run = 1; run < sections_.size(); ++run) {
      if (sections_[run].Users() > sections_[largest].Users()) largest = run;
    }
    return largest;
  }

  // The users of all runs but the largest, in order.
  void AddOthers(size_t largest) {
    std::vector<OrderedId> order;
    for (uint32_t run = 0; run < sections_.size(); ++run) {
      if (run == largest) continue;
      for (uint32_t place = 0; place < sections_[run].Users(); ++place) {
        order.push_back(
            OrderedIdOf(sections_[run].Name(place), static_cast<uint32_t>(others_.size())));
        others_.push_back({run, place});
      }
    }
    SortIds(order);
    std::vector<Source> sorted;
    sorted.reserve(order.size());
    for (OrderedId const& one : order) sorted.push_back(others_[one.user]);
    others_ = std::move(sorted);
  }

  void MergeWith(size_t largest) {
    uint32_t place = 0;
    auto const end = static_cast<uint32_t>(sections_.empty() ? 0 : sections_[largest].Users());
    size_t next = 0;
    auto const add = [&](Source source) {
      if (begins_.empty() || NameAt(sources_.back()) != NameAt(source)) {
        begins_.push_back(sources_.size());
      }
      sources_.push_back(source);
    };
    sources_.reserve(end + others_.size());
    begins_.reserve(end + others_.size());
    while (place < end || next < others_.size()) {
      Source const mine{static_cast<uint32_t>(largest), place};
      bool const is_mine =
          place < end && (next == others_.size() || NameAt(mine) <= NameAt(others_[next]));
      if (is_mine) ++place;
      add(is_mine ? mine : others_[next++]);
    }
  }

  std::vector<Section> sections_;
  std::vector<Source> others_;
  std::vector<Source> sources_;
  std::vector<size_t> begins_;  // of each user in sources_
};

std::vector<ReadSections> ReadAll(Runs const& runs, uint32_t first, uint32_t after) {
  std::vector<ReadSections> read;
  for (auto const& run : runs) read.push_back(run->Read(first, after));
  return read;
}

std::vector<Section> SectionsOf(std::vector<ReadSections> const& read, size_t bucket) {
  std::vector<Section> sections;
  for (ReadSections const& one : read) sections.push_back(one.sections[bucket]);
  return sections;
}

// Users of one bucket; `joined` holds the events of those with several sources.
struct LoadedBucket {
  std::vector<UserRun> runs;
  std::vector<std::string_view> ids;
  std::shared_ptr<std::vector<Event>> joined = std::make_shared<std::vector<Event>>();
  int64_t duplicates = 0;
};

LoadedBucket LoadBucket(std::vector<Section> sections) {
  BucketUsers const users(std::move(sections));
  LoadedBucket loaded;
  size_t joined_events = 0;
  for (size_t user = 0; user < users.Users(); ++user) {
    auto const sources = users.SourcesOf(user);
    if (sources.size() == 1) continue;
    for (Source const& source : sources) joined_events += users.Run(source).size();
  }
  // Runs point into it: it may not move.
  loaded.joined->reserve(joined_events);
  std::vector<KeyedEvent> joined;
  for (size_t user = 0; user < users.Users(); ++user) {
    auto const sources = users.SourcesOf(user);
    loaded.ids.push_back(users.Name(user));
    if (sources.size() == 1) {
      loaded.runs.push_back({users.Run(sources.front()), 0});
      continue;
    }
    loaded.duplicates += users.Join(user, joined);
    Event const* const begin = loaded.joined->data() + loaded.joined->size();
    for (KeyedEvent const& one : joined) loaded.joined->push_back(one.event);
    loaded.runs.push_back({{begin, joined.size()}, 0});
  }
  return loaded;
}

// Of two runs in order, those in both.
int64_t CommonOf(std::span<Event const> a, std::span<Event const> b) {
  int64_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    bool const less = Before(a[i], b[j]);
    bool const more = Before(b[j], a[i]);
    common += !less && !more && !a[i].IsCopy();
    i += !more;
    j += !less;
  }
  return common;
}

}  // namespace

JoinedUsers LoadUsers(Runs const& runs, uint32_t first, uint32_t after, int threads) {
  auto const read = ReadAll(runs, first, after);
  std::vector<LoadedBucket> buckets(after - first);
  ParallelFor(after - first, threads, [&](int64_t i) {
    auto const bucket = static_cast<size_t>(i);
    buckets[bucket] = LoadBucket(SectionsOf(read, bucket));
  });
  JoinedUsers all;
  for (LoadedBucket& bucket : buckets) {
    for (UserRun& run : bucket.runs) {
      run.user = static_cast<uint32_t>(all.users.runs.size());
      all.users.runs.push_back(run);
    }
    std::copy(bucket.ids.begin(), bucket.ids.end(), std::back_inserter(all.users.ids));
    all.users.memory.push_back(bucket.joined);
    all.duplicates += bucket.duplicates;
  }
  for (ReadSections const& one : read) all.users.memory.push_back(one.memory);
  return all;
}

int64_t CommonEvents(Runs const& all, Runs const& some, int threads) {
  std::vector<int64_t> common(kBuckets, 0);
  ParallelFor(kBuckets, threads, [&](int64_t i) {
    auto const bucket = static_cast<uint32_t>(i);
    JoinedUsers const mine = LoadUsers(some, bucket, bucket + 1, 1);
    JoinedUsers const theirs = LoadUsers(all, bucket, bucket + 1, 1);
    size_t place = 0;
    for (size_t user = 0; user < mine.users.runs.size(); ++user) {
      auto const& ids = theirs.users.ids;
      while (place < ids.size() && ids[place] < mine.users.ids[user]) ++place;
      if (place == ids.size() || ids[place] != mine.users.ids[user]) continue;
      common[bucket] += CommonOf(theirs.users.runs[place].events, mine.users.runs[user].events);
    }
  });
  return std::accumulate(common.begin(), common.end(), int64_t{0});
}

RewrittenRun RewriteRuns(Runs const& runs, std::string const& path,
                         std::unordered_set<std::string> const& forget) {
  bool const keyed = std::any_of(runs.begin(), runs.end(), [](auto& run) { return run->Keyed(); });
  RunWriter writer(path, keyed);
  RewrittenRun made;
  DayCounts days;
  std::vector<KeyedEvent> joined;
  for (uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
    auto const read = ReadAll(runs, bucket, bucket + 1);
    BucketUsers const users(SectionsOf(read, 0));
    SectionBuilder section(keyed);
    for (size_t user = 0; user < users.Users(); ++user) {
      auto const name = users.Name(user);
      if (!forget.empty() && forget.contains(std::string(name))) {
        made.forgotten.emplace_back(name);
        continue;
      }
      made.duplicates += users.Join(user, joined);
      for (KeyedEvent const& one : joined) {
        if (!one.event.IsCopy()) days.Add(one.event);
      }
      section.Add(name, joined);
    }
    made.facts.events += CountEvents(section.View().events);
    made.facts.users += static_cast<int64_t>(section.View().Users());
    writer.Write(section.View());
  }
  writer.Finish();
  made.facts.bytes = writer.Bytes();
  made.days = days.Days();
  return made;
}

}  // namespace winback::events
