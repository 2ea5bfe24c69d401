// The room alone, so that sanitizers see it without Node.
#include "sqlite/database.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <limits>
#include <thread>

#include "sqlite/connection.h"
#include "test/check.h"

using namespace winback;
using namespace winback::sqlite;

namespace {

// A database in a folder of its own, which is removed at the end.
struct Scratch {
  std::filesystem::path const folder = [] {
    static std::atomic<int> count{0};
    auto const name =
        "winback-sqlite-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
    return std::filesystem::temp_directory_path() / name;
  }();
  Scratch() { std::filesystem::create_directories(folder); }
  ~Scratch() { std::filesystem::remove_all(folder); }
  OpenOptions Options(Access access = Access::kCreate, int busy = 10'000) const {
    return {(folder / "state.db").string(), access, std::chrono::milliseconds{busy}};
  }
};

std::vector<StatementResult> Write(Database& database, std::vector<Statement> const& statements) {
  return database.Run(statements, Transaction::kWrite, StopToken());
}

Statement const kCreate{"CREATE TABLE t (v)", {{}}};
Statement const kAll{"SELECT v FROM t", {{}}};

ErrorCode CodeOf(std::function<void()> const& work) {
  try {
    work();
  } catch (Error const& error) {
    return error.code;
  }
  return ErrorCode::kInternal;
}

}  // namespace

TEST("cells of every type come back to the bit") {
  Scratch const scratch;
  Database database(scratch.Options());
  std::vector<Row> const rows = {
      {std::monostate{}},
      {std::numeric_limits<int64_t>::min()},
      {0.1},
      {std::numeric_limits<double>::infinity()},
      {std::string("a\0b\n", 4)},
      {std::string()},
      {Bytes{0, 255, 3}},
      {Bytes{}},
  };
  auto const results = Write(database, {kCreate, {"INSERT INTO t VALUES (?)", rows}, kAll});
  CHECK_EQ(results[1].changes, int64_t{8});
  CHECK(results[2].rows == rows);
}

TEST("a failed transaction leaves nothing, and the next one works") {
  Scratch const scratch;
  Database database(scratch.Options());
  Write(database, {kCreate});
  Statement const insert{"INSERT INTO t VALUES (?)", {{int64_t{1}}}};
  CHECK(CodeOf([&] { Write(database, {insert, {"INSERT INTO no_table VALUES (1)", {{}}}}); }) ==
        ErrorCode::kBadInput);
  CHECK(CodeOf([&] { Write(database, {insert, {"INSERT INTO t VALUES (?)", {{}}}}); }) ==
        ErrorCode::kBadInput);
  CHECK_EQ(Write(database, {insert, kAll})[1].rows.size(), size_t{1});
}

TEST("a stopped statement ends, and a lock that is not given up is an error") {
  Scratch const scratch;
  Database database(scratch.Options());
  Database other(scratch.Options(Access::kWrite, 20));
  Write(database, {kCreate});
  StopToken stop;
  Statement const endless{
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
      {{}}};
  auto running = std::async(std::launch::async, [&] {
    return CodeOf([&] { database.Run({kAll, endless}, Transaction::kWrite, stop); });
  });
  while (CodeOf([&] { Write(other, {kAll}); }) != ErrorCode::kLocked) {
  }
  stop.Stop();
  CHECK(running.get() == ErrorCode::kAborted);
  Write(other, {kAll});
}

TEST("a connection closes its database on its thread, after the queued jobs") {
  Scratch const scratch;
  std::promise<size_t> rows;
  {
    auto const connection = std::make_shared<Connection>();
    auto* const raw = connection.get();
    connection->Queue([raw, &scratch] { raw->Open(scratch.Options()); });
    connection->Queue([raw, &rows] {
      auto const results =
          Write(raw->database(), {kCreate, {"INSERT INTO t VALUES (1)", {{}, {}}}, kAll});
      rows.set_value(results[2].rows.size());
    });
    CHECK_EQ(rows.get_future().get(), size_t{2});
  }
  // The last connection takes the log of writes with it: it is gone once the thread has closed.
  auto const log = scratch.folder / "state.db-wal";
  for (int i = 0; i < 2000 && std::filesystem::exists(log); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  CHECK(!std::filesystem::exists(log));
}
