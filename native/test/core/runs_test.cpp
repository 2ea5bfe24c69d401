// Runs on disk against the same events in memory.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/events/disk/joined_runs.h"
#include "core/events/disk/rank_pass.h"
#include "test/check.h"

using namespace winback;
using namespace winback::events;

namespace {

class Draws {
 public:
  explicit Draws(uint64_t seed) : state_(seed) {}
  uint64_t operator()(uint64_t below) {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return (state_ >> 33) % below;
  }

 private:
  uint64_t state_;
};

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "winback-runs-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string At(std::string const& name) const { return path + "/" + name; }
  std::string path;
};

struct Drawn {
  std::string user;
  Event event;
  uint64_t key;
};

// Users of very different activity, one without letters; keys that come twice.
std::vector<Drawn> Draw(uint64_t seed, int count, bool keyed) {
  Draws next(seed);
  std::vector<Drawn> drawn;
  for (int i = 0; i < count; ++i) {
    uint64_t const user = std::min(next(300), next(300));
    std::string id =
        user == 7 ? "" : "user-" + std::to_string(user * user) + std::string(user % 30, 'x');
    auto const at = static_cast<int64_t>(next(90 * 24)) * (kMicrosPerDay / 24);
    Event const event{at, static_cast<int64_t>(next(9)), 0,
                      TagOf(static_cast<int>(next(4)), next(5) == 0, next(2) == 0, 3600)};
    drawn.push_back({std::move(id), event, keyed ? 1 + next(static_cast<uint64_t>(count) * 2) : 0});
  }
  return drawn;
}

void Give(EventSink& sink, std::vector<Drawn> const& drawn, bool keyed) {
  for (size_t from = 0; from < drawn.size(); from += 100) {
    std::vector<std::string_view> ids;
    std::vector<Event> events;
    std::vector<uint64_t> keys;
    for (size_t i = from; i < std::min(drawn.size(), from + 100); ++i) {
      ids.push_back(drawn[i].user);
      events.push_back(drawn[i].event);
      if (keyed) keys.push_back(drawn[i].key);
    }
    sink.Take({ids, events, keys});
  }
}

std::shared_ptr<RunFile const> RunOf(Folder const& folder, std::string const& name,
                                     std::vector<Drawn> const& drawn, bool keyed, uint64_t memory,
                                     int threads) {
  RunBuilder builder(folder.path, memory, keyed);
  Give(builder, drawn, keyed);
  builder.Finish(folder.At(name), events::SoughtNames({}), threads);
  return std::make_shared<RunFile>(folder.At(name));
}

using ByUser = std::map<std::string, std::vector<std::tuple<int64_t, uint32_t, int64_t>>>;

ByUser AllOf(std::vector<Drawn> const& drawn) {
  ByUser all;
  for (auto const& [user, event, key] : drawn)
    all[user].emplace_back(event.at, event.tag, event.value);
  for (auto& [user, events] : all) std::sort(events.begin(), events.end());
  return all;
}

ByUser Loaded(Runs const& runs, uint32_t step) {
  ByUser all;
  for (uint32_t first = 0; first < kBuckets; first += step) {
    JoinedUsers const joined = LoadUsers(runs, first, std::min(kBuckets, first + step), 2);
    for (size_t place = 0; place < joined.users.runs.size(); ++place) {
      auto& events = all[std::string(joined.users.ids[place])];
      CHECK(events.empty());
      for (Event const& event : joined.users.runs[place].events) {
        events.emplace_back(event.at, event.tag, event.value);
      }
    }
  }
  return all;
}

std::string BytesOf(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string MessageOf(auto&& work) {
  try {
    work();
  } catch (Error const& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST("runs hold every event of every user by time, whatever was spilled and on any threads") {
  Folder const folder;
  auto const base = Draw(1, 6000, false);
  auto const day = Draw(2, 500, false);
  auto const runs =
      Runs{RunOf(folder, "base", base, false, 1 << 30, 1), RunOf(folder, "day", day, false, 0, 3)};
  auto all = base;
  all.insert(all.end(), day.begin(), day.end());
  CHECK(Loaded(runs, 256) == AllOf(all));
  CHECK(Loaded(runs, 37) == AllOf(all));
  RunOf(folder, "again", base, false, 100'000, 4);
  CHECK(BytesOf(folder.At("base")) == BytesOf(folder.At("again")));
}

TEST(
    "an event with an id counts once over all runs, events without one count as often as they "
    "come") {
  Folder const folder;
  Event const at{kMicrosPerDay, 0, 0, TagOf(1, false, false, 0)};
  Event const later{2 * kMicrosPerDay, 0, 0, TagOf(1, false, false, 0)};
  Runs const runs{
      RunOf(folder, "one", {{"a", at, 5}, {"a", at, 0}, {"b", at, 5}}, true, 1 << 20, 1),
      RunOf(folder, "two", {{"a", later, 5}, {"a", later, 6}, {"a", at, 0}}, true, 0, 1)};
  JoinedUsers const joined = LoadUsers(runs, 0, kBuckets, 1);
  std::map<std::string, size_t> counts;
  for (size_t i = 0; i < joined.users.ids.size(); ++i) {
    counts[std::string(joined.users.ids[i])] = joined.users.runs[i].events.size();
  }
  CHECK_EQ(counts["a"], 4U);
  CHECK_EQ(counts["b"], 1U);
  CHECK_EQ(joined.duplicates, 1);
}

TEST("rewritten runs hold the same events in one file, without the users to forget") {
  Folder const folder;
  auto const base = Draw(3, 3000, true);
  auto const day = Draw(4, 300, true);
  Runs const runs{RunOf(folder, "base", base, true, 0, 2), RunOf(folder, "day", day, true, 0, 2)};
  RewrittenRun const merged = RewriteRuns(runs, folder.At("merged"), {});
  Runs const one{std::make_shared<RunFile>(folder.At("merged"))};
  CHECK(Loaded(one, 256) == Loaded(runs, 64));
  CHECK(merged.duplicates > 0);
  int64_t counted = 0;
  for (auto const& of_day : merged.days) counted += of_day.events;
  CHECK_EQ(counted, merged.facts.events);
  RewrittenRun const less = RewriteRuns(runs, folder.At("less"), {base[0].user, "nobody"});
  CHECK_EQ(less.forgotten.size(), 1U);
  auto expected = Loaded(runs, 256);
  expected.erase(base[0].user);
  CHECK(Loaded({std::make_shared<RunFile>(folder.At("less"))}, 256) == expected);
}

TEST("events that two sets of runs have in common are counted, repeated ones as often as in both") {
  Folder const folder;
  auto const base = Draw(6, 1500, false);
  auto other = Draw(7, 700, false);
  other.insert(other.end(), base.begin(), base.begin() + 400);
  Runs const all{RunOf(folder, "all", base, false, 0, 2)};
  Runs const some{RunOf(folder, "some", other, false, 0, 2)};
  auto const mine = AllOf(base);
  int64_t expected = 0;
  for (auto const& [user, events] : AllOf(other)) {
    if (!mine.contains(user)) continue;
    std::vector<std::tuple<int64_t, uint32_t, int64_t>> both;
    std::set_intersection(events.begin(), events.end(), mine.at(user).begin(), mine.at(user).end(),
                          std::back_inserter(both));
    expected += static_cast<int64_t>(both.size());
  }
  CHECK(expected >= 400);
  CHECK_EQ(CommonEvents(all, some, 3), expected);
  CHECK_EQ(CommonEvents(some, all, 1), expected);
}

TEST("damage anywhere in a run is found, and a run is never written over another file") {
  Folder const folder;
  RunOf(folder, "run", Draw(5, 2000, true), true, 0, 1);
  std::string const bytes = BytesOf(folder.At("run"));
  Draws next(9);
  for (int i = 0; i < 60; ++i) {
    std::string broken = bytes;
    size_t const at = i < 20 ? next(32) : next(bytes.size());
    if (i % 3 == 0)
      broken.resize(at);
    else
      broken[at] = static_cast<char>(broken[at] ^ (1 + next(255)));
    std::ofstream(folder.At("broken"), std::ios::binary) << broken;
    std::string const message = MessageOf([&] {
      Runs const runs{std::make_shared<RunFile>(folder.At("broken"))};
      // Bytes between sections and in the header's end mean nothing.
      CHECK(Loaded(runs, 256) == Loaded({std::make_shared<RunFile>(folder.At("run"))}, 256));
    });
    if (!message.empty())
      CHECK(message.find("broken cannot be used as a run of events") != message.npos);
    if (i % 3 == 0) CHECK(!message.empty());
  }
  CHECK(MessageOf([&] { RunWriter again(folder.At("run"), false); }).find("File exists") !=
        std::string::npos);
  CHECK(MessageOf([&] { RunFile none(folder.At("none")); }).find("cannot read") !=
        std::string::npos);
  CHECK(MessageOf([&] { RunFile none(folder.path); }).find("cannot read") != std::string::npos);
}

TEST("ranks of users who come in pieces are those among all") {
  Draws next(11);
  for (bool const descending : {false, true}) {
    for (size_t const count : {0U, 1U, 2U, 1000U}) {
      std::vector<double> values(count);
      for (double& value : values) value = next(6) == 0 ? NAN : static_cast<double>(next(50)) - 20;
      std::vector<double> expected = values;
      RankInPlace(expected, descending);
      RankCounts counts(descending);
      size_t const cut = count / 3;
      counts.Add(std::span(values).first(cut));
      counts.Add(std::span(values).subspan(cut));
      counts.Finish();
      counts.RankInPlace(std::span(values).first(cut));
      counts.RankInPlace(std::span(values).subspan(cut));
      CHECK(values == expected);
    }
  }
}

TEST("a checksum sees every byte, also behind the last whole step") {
  std::vector<uint8_t> bytes(75, 3);
  uint64_t const sum = Checksum(bytes);
  for (size_t at = 0; at < bytes.size(); ++at) {
    bytes[at] ^= 64;
    CHECK(Checksum(bytes) != sum);
    bytes[at] ^= 64;
  }
  CHECK_EQ(Checksum(bytes), sum);
}

// As the version of the file has it: words of 8 bytes, the last one filled up with zeros.
uint64_t PlainHash(std::string id) {
  constexpr uint64_t kPrime = 0x9FB21C651E98DF25;
  uint64_t hash = 0x2545F4914F6CDD1D ^ id.size();
  id.resize((id.size() + 7) / 8 * 8, '\0');
  for (size_t at = 0; at < id.size(); at += 8) {
    uint64_t word = 0;
    for (size_t byte = 8; byte-- > 0;) word = word << 8 | static_cast<uint8_t>(id[at + byte]);
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32;
  }
  return (hash ^ (hash >> 29)) * kPrime;
}

TEST("the hash of an id is the one that files are written with, for ids of all lengths") {
  Draws next(3);
  for (size_t length = 0; length < 40; ++length) {
    std::string id;
    for (size_t i = 0; i < length; ++i) id.push_back(static_cast<char>(next(256)));
    CHECK_EQ(BucketHash(id), PlainHash(id));
  }
}

TEST("users with a name that is looked for are found while a run is written, in any case") {
  Folder const folder;
  RunBuilder builder(folder.path, 0, false);
  std::vector<std::string_view> const ids{"Null", "u1", "null", "nul", "NULL", "Null", "anonymous"};
  std::vector<Event> events(ids.size(), Event{0, 0, 0, TagOf(0, false, false, 0)});
  events.back().tag = CopyTagOf(events.back().tag, 20, false);
  builder.Take({ids, events, {}});
  auto named = builder.Finish(folder.At("run"), SoughtNames({"null", "anonymous"}), 2).named;
  std::map<std::string, int64_t> found;
  for (auto const& [id, count] : named) found[id] = count;
  CHECK(found ==
        (std::map<std::string, int64_t>{{"Null", 2}, {"null", 1}, {"NULL", 1}, {"anonymous", 0}}));
}

TEST("events that had no room in memory come in the same order, on any threads") {
  Folder const folder;
  auto const drawn = Draw(17, 60'000, false);
  EventStore held;
  Give(held, drawn, false);
  held.Finish(60, 1);
  for (int const threads : {1, 3}) {
    EventStore spilled(uint64_t{128} << 10, folder.path);
    Give(spilled, drawn, false);
    CHECK(spilled.Spilled() > 0);
    CHECK(std::filesystem::is_empty(folder.path));
    spilled.Finish(60, threads);
    CHECK_EQ(spilled.Events(), held.Events());
    CHECK_EQ(spilled.Users().size(), held.Users().size());
    for (size_t place = 0; place < held.Users().size(); ++place) {
      if (place % 10 == 0) spilled.LetGo();
      CHECK(spilled.IdAt(place) == held.IdAt(place));
      auto const a = spilled.Users()[place].events;
      auto const b = held.Users()[place].events;
      CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end(), [](auto const& x, auto const& y) {
        return x.at == y.at && x.tag == y.tag && x.value == y.value;
      }));
    }
  }
}

void ReadInto(uint64_t memory, std::string const& folder) {
  EventStore store(memory, folder);
  Give(store, Draw(5, 5'000, false), false);
}

TEST("ids that take more than half of the memory stop the reading, and so does a missing folder") {
  CHECK_THROWS(ErrorCode::kOutOfMemory, ReadInto(1 << 10, ""));
  CHECK_THROWS(ErrorCode::kIo, ReadInto(uint64_t{128} << 10, "/nowhere/at/all"));
}
