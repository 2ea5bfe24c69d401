#include "sqlite/database.h"

#include <sqlite3.h>

#include <thread>

#include "core/base/error.h"
#include "sqlite/cells.h"
#include "sqlite/failure.h"

namespace winback::sqlite {
namespace {

// Instructions of SQLite's machine between two looks at the stop token: well below a millisecond.
constexpr int kInstructionsBetweenLooks = 4000;
constexpr std::chrono::milliseconds kLongestPause{25};
// Prepared statements that are kept. More texts than that are a sign of values written into them.
constexpr size_t kMostPrepared = 256;

int FlagsOf(Access access) {
  switch (access) {
    case Access::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::kWrite:
      return SQLITE_OPEN_READWRITE;
    case Access::kRead:
      return SQLITE_OPEN_READONLY;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

void Database::Closer::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
void Database::Closer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Database::Database(OpenOptions const& options) : path_(options.path), busy_(options.busy) {
  Require(path_.find('\0') == std::string::npos, "the path of a database holds a zero byte");
  sqlite3* raw = nullptr;
  int const code =
      sqlite3_open_v2(path_.c_str(), &raw, FlagsOf(options.access) | SQLITE_OPEN_NOMUTEX, nullptr);
  connection_.reset(raw);
  if (code != SQLITE_OK) Fail(code, "cannot be opened");
  Configure(options.access);
}

Database::~Database() = default;

void Database::Configure(Access access) {
  sqlite3* const connection = connection_.get();
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_handler(connection, OnBusy, this);
  sqlite3_progress_handler(connection, kInstructionsBetweenLooks, OnProgress, this);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  Execute("PRAGMA foreign_keys = ON");
  Execute("PRAGMA synchronous = FULL");
  if (access != Access::kRead) UseWal();
}

// SQLite does not call the busy handler when it changes the mode, so this waits by itself.
void Database::UseWal() {
  Statement const change{"PRAGMA journal_mode = WAL", {{}}};
  for (int attempt = 0;; ++attempt) {
    try {
      auto const mode = std::get<std::string>(RunOne(change).rows.at(0).at(0));
      if (mode == "wal") return;
      throw Error(ErrorCode::kIo, path_ +
                                      ": the file system cannot share memory between "
                                      "processes, which SQLite needs here (journal mode " +
                                      mode + "): put the file on a local disk");
    } catch (Error const& error) {
      if (error.code != ErrorCode::kLocked || Wait(attempt) == 0) throw;
    }
  }
}

std::vector<StatementResult> Database::Run(std::vector<Statement> const& statements,
                                           Transaction kind, StopToken const& stop) {
  stop_ = &stop;
  std::vector<StatementResult> results;
  results.reserve(statements.size());
  try {
    // IMMEDIATE takes the lock for writing at once: a transaction that began by reading could lose
    // it to another writer half way.
    if (kind != Transaction::kNone)
      Execute(kind == Transaction::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
    for (auto const& statement : statements) results.push_back(RunOne(statement));
    CheckStop(&stop);
    stop_ = nullptr;
    if (kind != Transaction::kNone) Execute("COMMIT");
  } catch (...) {
    stop_ = nullptr;
    RollBack();
    throw;
  }
  return results;
}

// After some errors SQLite has rolled back by itself.
void Database::RollBack() noexcept {
  if (sqlite3_get_autocommit(connection_.get()) == 0)
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::Execute(char const* sql) {
  int const code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) Fail(code, sql);
}

StatementResult Database::RunOne(Statement const& statement) {
  sqlite3_stmt* const prepared = PreparedOf(statement.sql);
  StatementResult result;
  result.columns = ColumnNames(prepared);
  auto const before = sqlite3_total_changes64(connection_.get());
  for (auto const& parameters : statement.parameters) {
    // Resets at the end of the run, also where it fails: an open statement would hold the snapshot.
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> const running(prepared, sqlite3_reset);
    Bind(prepared, parameters, statement.sql);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) result.rows.push_back(RowOf(prepared));
    if (code != SQLITE_DONE) Fail(code, statement.sql);
  }
  if (sqlite3_stmt_readonly(prepared) == 0)
    result.changes = sqlite3_total_changes64(connection_.get()) - before;
  return result;
}

sqlite3_stmt* Database::PreparedOf(std::string const& sql) {
  auto const found = prepared_.find(sql);
  if (found != prepared_.end()) return found->second.get();
  if (prepared_.size() >= kMostPrepared) prepared_.clear();
  sqlite3_stmt* raw = nullptr;
  char const* rest = nullptr;
  int const code =
      sqlite3_prepare_v3(connection_.get(), sql.c_str(), static_cast<int>(sql.size()) + 1,
                         SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  Prepared prepared(raw);
  if (code != SQLITE_OK) Fail(code, sql);
  Require(raw != nullptr, "an empty text is no statement");
  Require(std::string_view(rest).find_first_not_of(" \t\r\n;") == std::string_view::npos,
          "one statement at a time, got more: " + sql);
  return prepared_.emplace(sql, std::move(prepared)).first->second.get();
}

void Database::Fail(int code, std::string const& doing) const {
  ThrowFailure(connection_.get(), code, path_, doing);
}

int Database::OnBusy(void* self, int attempt) {
  return static_cast<Database*>(self)->Wait(attempt);
}

// Waits a little for a lock; 0 when it has waited long enough or was stopped.
int Database::Wait(int attempt) {
  auto const now = std::chrono::steady_clock::now();
  if (attempt == 0) waiting_since_ = now;
  bool const stopped = stop_ != nullptr && stop_->Stopped();
  if (stopped || now - waiting_since_ >= busy_) return 0;
  std::this_thread::sleep_for(std::min(kLongestPause, std::chrono::milliseconds{1 + attempt}));
  return 1;
}

int Database::OnProgress(void* self) {
  StopToken const* const stop = static_cast<Database*>(self)->stop_;
  return stop != nullptr && stop->Stopped() ? 1 : 0;
}

}  // namespace winback::sqlite
