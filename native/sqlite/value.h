// What a cell of SQLite holds, and what crosses for a transaction.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace winback::sqlite {

using Bytes = std::vector<uint8_t>;

// NULL, INTEGER, REAL, TEXT or BLOB.
using Value = std::variant<std::monostate, int64_t, double, std::string, Bytes>;
using Row = std::vector<Value>;

// One statement, run once for each list of parameters.
struct Statement {
  std::string sql;
  std::vector<Row> parameters;
};

struct StatementResult {
  std::vector<std::string> columns;
  // Of all runs, in their order.
  std::vector<Row> rows;
  // Rows that INSERT, UPDATE or DELETE changed, all runs together.
  int64_t changes = 0;
};

// kNone: the statements begin and end transactions themselves, or cannot run inside one.
enum class Transaction { kRead, kWrite, kNone };

}  // namespace winback::sqlite
