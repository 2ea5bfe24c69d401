// Objects of DuckDB's own Node binding (@duckdb/node-bindings), which this package pins to one
// version: Externals over DuckDB's pointers. Their type tags are those that its sources give them;
// an object of another kind or version has another tag and is refused.
#pragma once

#include "addon/napi_setup.h"
#include "core/base/error.h"
#include "duckdb/result_stream.h"

namespace winback::addon {

constexpr napi_type_tag kDuckDbResultTag{0x08F7FE3AE12345E5, 0x8733310DC29372D9};
constexpr napi_type_tag kDuckDbConnectionTag{0x922B9BF54AB04DFC, 0x8A258578D371DB71};

template <class T>
T* DuckDbObjectOf(Napi::Value value, napi_type_tag const& tag, char const* what) {
  bool const fits = value.IsExternal() && value.As<Napi::External<T>>().CheckTypeTag(&tag);
  if (!fits) {
    throw Error(ErrorCode::kInternal,
                std::string("not a ") + what +
                    " of the @duckdb/node-bindings that this package was made for");
  }
  return value.As<Napi::External<T>>().Data();
}

inline duckdb::OpenResult OpenResultOf(Napi::Value result, Napi::Value connection) {
  // The External of a result holds the result itself, that of a connection a holder that begins
  // with the connection.
  auto const* const holder =
      DuckDbObjectOf<duckdb::Connection>(connection, kDuckDbConnectionTag, "connection");
  return {DuckDbObjectOf<duckdb::Result>(result, kDuckDbResultTag, "result"), *holder};
}

}  // namespace winback::addon
