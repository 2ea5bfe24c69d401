#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "core/events/event_store.h"
#include "core/events/known_events.h"
#include "core/events/ranks/ranks.h"
#include "core/events/snapshots.h"
#include "core/events/users/spaces.h"
#include "core/events/users/user_names.h"
#include "test/check.h"

using namespace winback;
using events::Event;
using events::EventStore;

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

struct Drawn {
  std::string user;
  Event event;
};

std::vector<Drawn> DrawEvents(uint64_t seed, int count) {
  Draws next(seed);
  std::vector<Drawn> drawn;
  for (int i = 0; i < count; ++i) {
    std::string user(1 + next(30), 'a');
    for (char& c : user) c = static_cast<char>('a' + next(2));
    if (next(3) == 0) user = "whale";
    auto const at =
        static_cast<int64_t>(next(100)) * events::kMicrosPerDay / 2 - 20 * events::kMicrosPerDay;
    auto const role = static_cast<int>(next(3));
    drawn.push_back({user,
                     {at, static_cast<int64_t>(next(5)), 0,
                      events::TagOf(role, next(2) == 0, next(2) == 0, -7200)}});
  }
  return drawn;
}

std::shared_ptr<EventStore> StoreOf(std::vector<Drawn> drawn, int threads) {
  auto store = std::make_shared<EventStore>();
  for (auto& [user, event] : drawn) {
    std::string_view const id = user;
    store->Names().Intern({&id, 1}, &event.user);
    store->Add({&event, 1});
  }
  store->Finish(std::nullopt, threads);
  return store;
}

}  // namespace

TEST("ids have one number each, in order of first appearance, and are found again") {
  Draws next(3);
  std::map<std::string, uint32_t> expected;
  std::vector<std::string> ids;
  for (int i = 0; i < 20'000; ++i) {
    std::string id(next(40), '\0');
    for (char& c : id) c = static_cast<char>(next(3));
    expected.emplace(id, static_cast<uint32_t>(expected.size()));
    ids.push_back(id);
  }
  events::UserNames names;
  std::vector<std::string_view> const views(ids.begin(), ids.end());
  std::vector<uint32_t> users(ids.size());
  names.Intern(views, users.data());
  CHECK_EQ(names.Count(), expected.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    CHECK_EQ(users[i], expected[ids[i]]);
    CHECK_EQ(names.Name(users[i]), ids[i]);
  }
  CHECK_EQ(names.Find("an id that was not given, and is long"), events::UserNames::kNobody);
}

TEST("events are by user in order of ids, then by time, however they came and on any threads") {
  auto drawn = DrawEvents(5, 5000);
  auto const store = StoreOf(drawn, 1);
  std::reverse(drawn.begin(), drawn.end());
  auto const other = StoreOf(drawn, 4);
  std::map<std::string, size_t> counts;
  for (auto const& [user, event] : drawn) ++counts[user];
  CHECK_EQ(store->Users().size(), counts.size());
  size_t place = 0;
  for (auto const& [user, count] : counts) {
    auto const [run, mine] = store->Users()[place];
    auto const [their_run, theirs] = other->Users()[place];
    CHECK_EQ(store->IdAt(place++), user);
    CHECK_EQ(store->Names().Name(mine), user);
    CHECK_EQ(other->Names().Name(theirs), user);
    CHECK_EQ(run.size(), count);
    CHECK(std::is_sorted(run.begin(), run.end(),
                         [](Event const& a, Event const& b) { return a.at < b.at; }));
    CHECK_EQ(their_run.size(), count);
    CHECK(std::equal(run.begin(), run.end(), their_run.begin(), [](Event const& a, Event const& b) {
      return a.at == b.at && a.tag == b.tag && a.value == b.value;
    }));
  }
}

TEST("events after the last day are dropped, and users who have no others") {
  EventStore store;
  std::string_view const ids[] = {"late", "both"};
  uint32_t users[2];
  store.Names().Intern(ids, users);
  constexpr int64_t kDay = events::kMicrosPerDay;
  Event const drawn[] = {{9 * kDay, 0, users[0], 0},
                         {9 * kDay - 1, 0, users[1], 0},
                         {9 * kDay, 0, users[1], 0},
                         {-1, 0, users[1], 0}};
  store.Add(drawn);
  auto const days = store.Days();
  CHECK_EQ(days.size(), size_t{3});
  CHECK_EQ(days[0].day, -1);
  CHECK_EQ(days[2].events, 2);
  store.Finish(8, 2);
  CHECK_EQ(store.Events(), 2);
  CHECK_EQ(store.Users().size(), size_t{1});
  CHECK_EQ(store.Users()[0].user, users[1]);
  CHECK_EQ(store.Users()[0].events.size(), size_t{2});
  CHECK_THROWS(ErrorCode::kBadInput, store.Add(drawn));
}

TEST("a tag keeps role, mark, offset and lateness, and a copy changes its class and value alone") {
  for (int32_t const offset : {0, -57'360, 54'123, -1, 65'535, -65'535}) {
    for (uint32_t const late : {0U, 1U, 254U, 255U}) {
      Event event{1'000'000, 0, 0, events::TagOf(7, true, true, offset, late)};
      CHECK_EQ(event.Class(), 7 + events::kMaxRoles);
      CHECK_EQ(event.Instant(), 1'000'000 - offset * events::kMicrosPerSecond);
      CHECK_EQ(event.Late(), static_cast<int32_t>(late));
      CHECK(event.HasValue() && !event.IsCopy());
      event.tag = events::CopyTagOf(event.tag, 12, false);
      CHECK_EQ(event.Class(), 12);
      CHECK_EQ(event.Instant(), 1'000'000 - offset * events::kMicrosPerSecond);
      CHECK_EQ(event.Late(), static_cast<int32_t>(late));
      CHECK(!event.HasValue() && event.IsCopy());
    }
  }
}

TEST("copies are in a user's run and in no count of events") {
  EventStore store;
  std::string_view const id = "one";
  uint32_t user = 0;
  store.Names().Intern({&id, 1}, &user);
  uint32_t const tag = events::TagOf(1, false, false, 0);
  Event const drawn[] = {{0, 0, user, tag}, {0, 5, user, events::CopyTagOf(tag, 10, true)}};
  store.Add(drawn);
  CHECK_EQ(store.Events(), 1);
  CHECK_EQ(store.Days()[0].events, 1);
  store.Finish(std::nullopt, 1);
  CHECK_EQ(store.Events(), 1);
  CHECK_EQ(store.Users()[0].events.size(), size_t{2});
}

TEST("an event is known from the day on which it arrived, and a user has one row after some days") {
  constexpr int64_t kDay = events::kMicrosPerDay;
  auto const event = [](int64_t day, uint32_t late) {
    return Event{day * kDay + 1, 0, 0, events::TagOf(0, false, false, 0, late)};
  };
  Event const run[] = {event(-3, 255), event(2, 4), event(5, 0)};
  events::Program program;
  program.active = 1;
  program.observation_days = 4;
  program.arrivals = true;
  auto const rows = [&](events::Program const& of) {
    std::vector<int32_t> days;
    for (int32_t day = -5; day < 20; ++day) {
      auto const past = std::count_if(std::begin(run), std::end(run),
                                      [&](Event const& one) { return one.at < (day + 1) * kDay; });
      if (events::HasRowAt(of, {run, static_cast<size_t>(past)}, day)) days.push_back(day);
    }
    return days;
  };
  // The event of day 2 arrives on day 6, when it is out of the window.
  CHECK(rows(program) == (std::vector<int32_t>{5, 6, 7, 8}));
  program.first_days = 3;
  // On day 7 the first event that is known is that of day 2.
  CHECK(rows(program) == std::vector<int32_t>{});
  program.first_days = 1;
  CHECK(rows(program) == std::vector<int32_t>{5});
  program.arrivals = false;
  CHECK(rows(program) == std::vector<int32_t>{-3});
  std::vector<Event> scratch;
  CHECK_EQ(events::KnownEvents(run, 5, scratch).size(), size_t{1});
  CHECK_EQ(events::KnownEvents(run, 6, scratch).size(), size_t{2});
}

TEST("ranks are the share of other values before one; ties share the lowest, NaN is last") {
  Draws next(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values(1 + next(300));
    for (double& value : values) {
      value = next(8) == 0 ? std::nan("") : static_cast<double>(next(50)) - 25;
    }
    for (bool const descending : {false, true}) {
      auto ranks = values;
      events::RankInPlace(ranks, descending);
      for (size_t i = 0; i < values.size(); ++i) {
        size_t before = 0;
        for (double const other : values) {
          if (std::isnan(other)) continue;
          before += std::isnan(values[i]) || (descending ? other > values[i] : other < values[i]);
        }
        double const others = values.size() == 1 ? 1 : static_cast<double>(values.size() - 1);
        CHECK_EQ(ranks[i], static_cast<double>(before) / others);
      }
    }
  }
}

TEST("a table has the same bytes on any number of threads, and with one snapshot a pass") {
  auto const store = StoreOf(DrawEvents(7, 20'000), 2);
  events::Program program;
  program.active = 0b011 | 0b011 << 16;
  program.observation_days = 5;
  events::Filter const all{0x7 | 0x7 << 16, 0, 9, events::Condition::kNone};
  for (auto const kind : {events::Kind::kCount, events::Kind::kDays, events::Kind::kMean,
                          events::Kind::kQuantile, events::Kind::kGap}) {
    program.columns.push_back({{kind, all, {}, 0.3, 2}, events::Rank::kNone});
  }
  program.columns.push_back({{events::Kind::kMean, all, {}, 0, 1}, events::Rank::kDescending});
  auto const bytes_of = [&](int threads, size_t tables_a_pass) {
    events::SnapshotPlan const plan(store, program, {{0, 3}, {4, 3}, {11, 0}}, nullptr, threads);
    std::string bytes;
    for (size_t first = 0; first < plan.Snapshots(); first += tables_a_pass) {
      std::vector<std::vector<uint64_t>> memory;
      std::vector<events::TableMemory> tables;
      for (size_t s = first; s < std::min(first + tables_a_pass, plan.Snapshots()); ++s) {
        auto const take = [&](int64_t count) {
          memory.emplace_back(static_cast<size_t>(count) / 8 + 1);
          return memory.back().data();
        };
        int64_t const rows = plan.Rows(s);
        CHECK(rows > 0);
        events::TableMemory table;
        table.offsets = reinterpret_cast<int32_t*>(take(rows * 4 + 4));
        table.ids = reinterpret_cast<uint8_t*>(take(plan.IdBytes(s)));
        table.days = reinterpret_cast<int32_t*>(take(rows * 4));
        if (plan.At(s).label_days > 0) table.label = reinterpret_cast<int32_t*>(take(rows * 4));
        for (size_t c = 0; c < program.columns.size(); ++c) {
          void* const values = take(rows * 8);
          table.columns.push_back({values, reinterpret_cast<uint8_t*>(take(rows / 8 + 1))});
        }
        tables.push_back(table);
      }
      plan.Fill(first, tables, threads, [](double) {});
      for (auto const& words : memory) {
        bytes.append(reinterpret_cast<char const*>(words.data()), words.size() * 8);
      }
    }
    return bytes;
  };
  auto const expected = bytes_of(1, 3);
  CHECK(bytes_of(4, 3) == expected);
  CHECK(bytes_of(3, 1) == expected);
}

TEST("a program that cannot run is refused") {
  events::Program program;
  program.columns.push_back({{events::Kind::kCount, {1, 3, 3, {}}, {}, 0, 1}, {}});
  CHECK_THROWS(ErrorCode::kBadInput, events::CheckProgram(program));
  program.columns[0].aggregate.of.to = 5000;
  CHECK_THROWS(ErrorCode::kBadInput, events::CheckProgram(program));
  program.columns[0].aggregate.of = {1, 0, 30, events::Condition::kNight};
  events::CheckProgram(program);
  program.columns[0].aggregate.kind = events::Kind::kMean;
  CHECK_THROWS(ErrorCode::kBadInput, events::CheckProgram(program));
}

TEST("spaces of every kind are taken from around a text, and from nowhere else") {
  CHECK_EQ(events::WithoutSpaces("  a b "), "a b");
  CHECK_EQ(events::WithoutSpaces("\xC2\xA0\xE3\x80\x80u\xE2\x80\x8A"), "u");
  CHECK_EQ(events::WithoutSpaces(" \xE2\x80\x83 "), "");
  CHECK_EQ(events::WithoutSpaces("\tu\xC3\xA0"), "\tu\xC3\xA0");
  CHECK_EQ(events::WithoutSpaces(""), "");
}
