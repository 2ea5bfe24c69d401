#include "sqlite/cells.h"

#include <sqlite3.h>

#include "core/base/error.h"

namespace winback::sqlite {
namespace {

struct Binder {
  sqlite3_stmt* prepared;
  int place;

  int operator()(std::monostate) const { return sqlite3_bind_null(prepared, place); }
  int operator()(int64_t value) const { return sqlite3_bind_int64(prepared, place, value); }
  int operator()(double value) const { return sqlite3_bind_double(prepared, place, value); }
  int operator()(std::string const& value) const {
    return sqlite3_bind_text64(prepared, place, value.data(), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(Bytes const& value) const {
    if (value.empty()) return sqlite3_bind_zeroblob(prepared, place, 0);
    return sqlite3_bind_blob64(prepared, place, value.data(), value.size(), SQLITE_STATIC);
  }
};

Value CellOf(sqlite3_stmt* prepared, int column) {
  switch (sqlite3_column_type(prepared, column)) {
    case SQLITE_INTEGER:
      return int64_t{sqlite3_column_int64(prepared, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(prepared, column);
    case SQLITE_TEXT: {
      auto const* text = reinterpret_cast<char const*>(sqlite3_column_text(prepared, column));
      return std::string(text, static_cast<size_t>(sqlite3_column_bytes(prepared, column)));
    }
    case SQLITE_BLOB: {
      auto const* bytes = static_cast<uint8_t const*>(sqlite3_column_blob(prepared, column));
      auto const size = static_cast<size_t>(sqlite3_column_bytes(prepared, column));
      return size == 0 ? Bytes{} : Bytes(bytes, bytes + size);
    }
    default:
      return std::monostate{};
  }
}

}  // namespace

std::vector<std::string> ColumnNames(sqlite3_stmt* prepared) {
  std::vector<std::string> names;
  int const count = sqlite3_column_count(prepared);
  for (int i = 0; i < count; ++i) {
    char const* const name = sqlite3_column_name(prepared, i);
    if (name == nullptr) throw std::bad_alloc();
    names.emplace_back(name);
  }
  return names;
}

void Bind(sqlite3_stmt* prepared, Row const& parameters, std::string const& sql) {
  auto const wanted = static_cast<size_t>(sqlite3_bind_parameter_count(prepared));
  if (parameters.size() != wanted) {
    throw Error(ErrorCode::kBadInput, "a statement with " + std::to_string(wanted) +
                                          " parameters was given " +
                                          std::to_string(parameters.size()) + ": " + sql);
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    int const code = std::visit(Binder{prepared, static_cast<int>(i) + 1}, parameters[i]);
    if (code == SQLITE_TOOBIG)
      throw Error(ErrorCode::kBadInput, "a value is larger than SQLite stores: " + sql);
    if (code != SQLITE_OK) throw std::bad_alloc();
  }
}

Row RowOf(sqlite3_stmt* prepared) {
  Row row;
  int const count = sqlite3_data_count(prepared);
  row.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) row.push_back(CellOf(prepared, i));
  return row;
}

}  // namespace winback::sqlite
