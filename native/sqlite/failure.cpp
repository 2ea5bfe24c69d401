#include "sqlite/failure.h"

#include <sqlite3.h>

#include <new>

#include "core/base/error.h"

namespace winback::sqlite {

void ThrowFailure(sqlite3* connection, int code, std::string const& path,
                  std::string const& doing) {
  std::string const said =
      connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
  switch (code & 0xff) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_INTERRUPT:
      throw Error(ErrorCode::kAborted, "stopped by the caller");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorCode::kLocked,
                  path + ": another process has held its lock for too long: wait for it or end it");
    case SQLITE_FULL:
      throw Error(ErrorCode::kIo,
                  path + ": the disk is full; nothing of the transaction was kept: make room");
    case SQLITE_READONLY:
      throw Error(ErrorCode::kIo, path + " cannot be written: check the rights of file and folder");
    case SQLITE_CANTOPEN:
      throw Error(ErrorCode::kIo,
                  path + " cannot be opened: check that its folder exists and may be written");
    case SQLITE_NOTADB:
      throw Error(ErrorCode::kBadInput, path + " is no SQLite database: name another file");
    case SQLITE_CORRUPT:
      throw Error(ErrorCode::kIo, path + " is damaged (" + said + "): restore it from a backup");
    case SQLITE_IOERR:
      throw Error(ErrorCode::kIo, path + ": the system failed to read or write it (" + said + ")");
    default:
      throw Error(ErrorCode::kBadInput, path + ": " + said + " in: " + doing);
  }
}

}  // namespace winback::sqlite
