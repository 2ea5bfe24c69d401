// Databases of SQLite. The contract is src/native/sqlite-binding.ts.
#include <cmath>

#include "addon/bindings.h"
#include "addon/stop_handle.h"
#include "addon/worker_task.h"
#include "sqlite/connection.h"

namespace winback::addon {

template <>
struct HandleTraits<sqlite::Connection> {
  static constexpr char const* kName = "database";
  static constexpr napi_type_tag kTag{0x2e94d07bb1f64a83, 0x86c35ad97e10f2b4};
};

namespace {

using sqlite::Connection;
using sqlite::Row;
using sqlite::Statement;
using sqlite::StatementResult;
using sqlite::Value;

constexpr double kLargestExact = 9007199254740991;  // 2^53 - 1

sqlite::Access AccessOf(std::string const& name) {
  if (name == "create") return sqlite::Access::kCreate;
  if (name == "write") return sqlite::Access::kWrite;
  Require(name == "read", "unknown access " + name);
  return sqlite::Access::kRead;
}

sqlite::Transaction TransactionOf(std::string const& name) {
  if (name == "read") return sqlite::Transaction::kRead;
  if (name == "write") return sqlite::Transaction::kWrite;
  Require(name == "plain", "unknown transaction " + name);
  return sqlite::Transaction::kNone;
}

// A whole number becomes an INTEGER, which a REAL column of a STRICT table turns into its double.
Value NumberCell(double value) {
  Require(!std::isnan(value), "NaN cannot be stored: SQLite would keep NULL");
  bool const whole = std::trunc(value) == value && std::abs(value) <= kLargestExact;
  bool const negative_zero = value == 0 && std::signbit(value);
  if (whole && !negative_zero) return static_cast<int64_t>(value);
  return value;
}

Value BigIntCell(Napi::BigInt value) {
  bool exact = false;
  int64_t const integer = value.Int64Value(&exact);
  Require(exact, "an integer beyond 64 bits cannot be stored");
  return integer;
}

Value CellOf(Napi::Value value) {
  if (value.IsNull()) return std::monostate{};
  if (value.IsNumber()) return NumberCell(value.As<Napi::Number>().DoubleValue());
  if (value.IsString()) return value.As<Napi::String>().Utf8Value();
  if (value.IsBigInt()) return BigIntCell(value.As<Napi::BigInt>());
  auto const bytes = Uint8Of(value, "a cell that is neither null, number, bigint nor text");
  return sqlite::Bytes(bytes.begin(), bytes.end());
}

Row RowOf(Napi::Value value) {
  auto const array = ArrayOf(value, "parameters");
  Row row;
  for (uint32_t i = 0; i < array.Length(); ++i) row.push_back(CellOf(array.Get(i)));
  return row;
}

std::vector<Statement> StatementsOf(Napi::Value value) {
  auto const array = ArrayOf(value, "statements");
  std::vector<Statement> statements;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    Napi::HandleScope const scope(value.Env());
    auto const object = ObjectOf(array.Get(i), "a statement");
    Statement statement{StringOf(object.Get("sql"), "sql"), {}};
    auto const rows = ArrayOf(object.Get("rows"), "rows");
    for (uint32_t r = 0; r < rows.Length(); ++r) {
      Napi::HandleScope const inner(value.Env());
      statement.parameters.push_back(RowOf(rows.Get(r)));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

struct CellToJs {
  Napi::Env env;

  Napi::Value operator()(std::monostate) const { return env.Null(); }
  Napi::Value operator()(int64_t value) const {
    auto const number = static_cast<double>(value);
    if (std::abs(number) <= kLargestExact) return Napi::Number::New(env, number);
    return Napi::BigInt::New(env, value);
  }
  Napi::Value operator()(double value) const { return Napi::Number::New(env, value); }
  Napi::Value operator()(std::string const& value) const { return Napi::String::New(env, value); }
  Napi::Value operator()(sqlite::Bytes const& value) const {
    auto array = Napi::Uint8Array::New(env, value.size());
    std::copy(value.begin(), value.end(), array.Data());
    return array;
  }
};

Napi::Value ResultToJs(Napi::Env env, StatementResult const& result) {
  auto columns = Napi::Array::New(env, result.columns.size());
  for (uint32_t i = 0; i < result.columns.size(); ++i) columns.Set(i, result.columns[i]);
  auto rows = Napi::Array::New(env, result.rows.size());
  for (uint32_t r = 0; r < result.rows.size(); ++r) {
    Napi::HandleScope const scope(env);
    auto row = Napi::Array::New(env, result.rows[r].size());
    for (uint32_t i = 0; i < result.rows[r].size(); ++i)
      row.Set(i, std::visit(CellToJs{env}, result.rows[r][i]));
    rows.Set(r, row);
  }
  auto object = Napi::Object::New(env);
  object.Set("columns", columns);
  object.Set("rows", rows);
  object.Set("changes", Napi::Number::New(env, static_cast<double>(result.changes)));
  return object;
}

auto On(std::shared_ptr<Connection> connection) {
  return [connection](std::function<void()> job) { connection->Queue(std::move(job)); };
}

// Runs `work()` on the thread of the connection and resolves with `to_js(env, result)`.
template <class Result, class Work, class ToJsValue>
Napi::Value Queued(Napi::Env env, std::shared_ptr<Connection> connection,
                   std::shared_ptr<StopToken> stop, Work work, ToJsValue to_js) {
  return WorkerTask<NoProgress, Result>::Start(
      env, Pins(), std::move(stop), env.Null(),
      [work](auto const&, StopToken const& token) { return work(token); },
      [](Napi::Env, NoProgress) { return std::vector<napi_value>{}; }, to_js, On(connection));
}

// sqliteOpen(path, access, busyMs): Promise<handle>
Napi::Value SqliteOpen(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    sqlite::OpenOptions options;
    options.path = StringOf(info[0], "path");
    options.access = AccessOf(StringOf(info[1], "access"));
    options.busy = std::chrono::milliseconds{IntegerOf(info[2], "busyMs", 0, 3'600'000)};
    auto connection = std::make_shared<Connection>();
    return Queued<int>(
        info.Env(), connection, nullptr,
        [connection, options](StopToken const&) {
          connection->Open(options);
          return 0;
        },
        [connection](Napi::Env env, int&&) { return MakeHandle(env, connection); });
  });
}

// sqliteRun(handle, statements, transaction, stop | null): Promise<results>
Napi::Value SqliteRun(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto connection = FromHandle<Connection>(info[0]);
    auto statements = std::make_shared<std::vector<Statement> const>(StatementsOf(info[1]));
    auto const kind = TransactionOf(StringOf(info[2], "transaction"));
    return Queued<std::vector<StatementResult>>(
        info.Env(), connection, OptionalStop(info[3]),
        [connection, statements, kind](StopToken const& stop) {
          return connection->database().Run(*statements, kind, stop);
        },
        [](Napi::Env env, std::vector<StatementResult>&& results) -> Napi::Value {
          auto array = Napi::Array::New(env, results.size());
          for (uint32_t i = 0; i < results.size(); ++i) array.Set(i, ResultToJs(env, results[i]));
          return array;
        });
  });
}

// sqliteClose(handle): Promise<void>
Napi::Value SqliteClose(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto connection = FromHandle<Connection>(info[0]);
    CloseHandle<Connection>(info[0]);
    return Queued<int>(
        info.Env(), connection, nullptr,
        [connection](StopToken const&) {
          connection->Close();
          return 0;
        },
        [](Napi::Env env, int&&) { return env.Undefined(); });
  });
}

}  // namespace

void RegisterSqlite(Napi::Env env, Napi::Object exports) {
  exports.Set("sqliteOpen", Napi::Function::New(env, SqliteOpen));
  exports.Set("sqliteRun", Napi::Function::New(env, SqliteRun));
  exports.Set("sqliteClose", Napi::Function::New(env, SqliteClose));
}

}  // namespace winback::addon
