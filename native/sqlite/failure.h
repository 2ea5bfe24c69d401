// What SQLite's error codes mean to a caller.
#pragma once

#include <string>

struct sqlite3;

namespace winback::sqlite {

// Throws the Error for `code`. `doing` is the statement, or what was done. `connection` may be
// null.
[[noreturn]] void ThrowFailure(sqlite3* connection, int code, std::string const& path,
                               std::string const& doing);

}  // namespace winback::sqlite
