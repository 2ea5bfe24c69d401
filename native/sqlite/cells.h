// Values to and from a prepared statement.
#pragma once

#include <string>
#include <vector>

#include "sqlite/value.h"

struct sqlite3_stmt;

namespace winback::sqlite {

std::vector<std::string> ColumnNames(sqlite3_stmt* prepared);

// The parameters of the next run. They are read while it runs, not copied. Throws kBadInput where
// their number is not that of the statement's question marks.
void Bind(sqlite3_stmt* prepared, Row const& parameters, std::string const& sql);

// The row that the statement stands on.
Row RowOf(sqlite3_stmt* prepared);

}  // namespace winback::sqlite
