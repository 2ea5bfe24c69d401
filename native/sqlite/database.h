// One connection to a database file. It is used on one thread at a time, which owns it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/stop_token.h"
#include "sqlite/value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace winback::sqlite {

enum class Access { kCreate, kWrite, kRead };

struct OpenOptions {
  std::string path;
  Access access = Access::kCreate;
  // Longest wait for a lock that another connection holds.
  std::chrono::milliseconds busy{10'000};
};

class Database {
 public:
  // Opens the file in WAL mode with synchronous=FULL: a transaction that was committed survives a
  // power cut. Throws kIo, kLocked, kBadInput.
  explicit Database(OpenOptions const& options);
  ~Database();
  Database(Database const&) = delete;
  Database& operator=(Database const&) = delete;

  // Runs all statements in one transaction: all of them, or none. `stop` ends it before it is
  // committed. kNone leaves transactions to the statements; a failure rolls back what they began.
  // Throws kAborted, kLocked, kIo, kBadInput.
  std::vector<StatementResult> Run(std::vector<Statement> const& statements, Transaction kind,
                                   StopToken const& stop);

 private:
  struct Closer {
    void operator()(sqlite3* connection) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Closer>;

  void Configure(Access access);
  void UseWal();
  void Execute(char const* sql);
  void RollBack() noexcept;
  StatementResult RunOne(Statement const& statement);
  sqlite3_stmt* PreparedOf(std::string const& sql);
  int Wait(int attempt);
  [[noreturn]] void Fail(int code, std::string const& doing) const;
  static int OnBusy(void* self, int attempt);
  static int OnProgress(void* self);

  std::string const path_;
  std::chrono::milliseconds const busy_;
  std::chrono::steady_clock::time_point waiting_since_;
  // Set while Run works.
  StopToken const* stop_ = nullptr;
  // Declared before the statements: it is closed after them.
  std::unique_ptr<sqlite3, Closer> connection_;
  std::unordered_map<std::string, Prepared> prepared_;
};

}  // namespace winback::sqlite
