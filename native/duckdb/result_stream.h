// The chunks of a result that JavaScript has opened, read on another thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/stop_token.h"
#include "duckdb/api.h"

namespace winback::duckdb {

// A result whose last row, and no other, is true in the last column: DuckDB gives no chunk both at
// the end and after an error. Both live longer than the stream, and nobody else reads the result.
struct OpenResult {
  Result* result;
  Connection connection;  // of the result: what runs on it is interrupted when the caller stops
};

// One column of a chunk.
class ColumnView {
 public:
  ColumnView(Api const& api, Chunk chunk, uint64_t column);
  bool IsPresent(size_t row) const {
    return validity_ == nullptr || (validity_[row >> 6] >> (row & 63) & 1) != 0;
  }
  template <class T>
  T At(size_t row) const {
    return static_cast<T const*>(data_)[row];
  }
  std::string_view TextAt(size_t row) const;

 private:
  void const* data_;
  uint64_t const* validity_;
};

class Interrupter;

class ResultStream {
 public:
  // Throws kInternal where the process has no DuckDB.
  ResultStream(OpenResult open, StopToken const& stop);
  ~ResultStream();
  ResultStream(ResultStream const&) = delete;
  ResultStream& operator=(ResultStream const&) = delete;

  // Throws kInternal unless the column has one of these types.
  void RequireType(uint64_t column, std::initializer_list<TypeId> types) const;
  TypeId TypeOf(uint64_t column) const;
  // The next chunk with rows; false at the end, see Ended(). Throws kAborted.
  bool Next();
  // Whether the whole result was read; false = DuckDB failed on the way.
  bool Ended() const { return ended_; }
  size_t Rows() const { return rows_; }
  ColumnView ColumnAt(uint64_t column) const { return {api_, chunk_, column}; }

 private:
  void DropChunk();

  Api const& api_;
  OpenResult open_;
  StopToken const& stop_;
  uint64_t columns_;
  std::unique_ptr<Interrupter> interrupter_;
  Chunk chunk_ = nullptr;
  size_t rows_ = 0;
  bool ended_ = false;
};

}  // namespace winback::duckdb
