// The part of DuckDB's C API that is used here, found in the library which the process has loaded
// already for JS (@duckdb/node-api): nothing is linked, no second engine is shipped.
//
// Source of signatures and values: duckdb.h of DuckDB 1.2 and later, its stable part.
#pragma once

#include <cstdint>

namespace winback::duckdb {

// Opaque to us; one pointer each.
struct DatabaseObject;
struct ConnectionObject;
struct ConfigObject;
struct PreparedObject;
struct PendingObject;
struct FunctionObject;
struct TypeObject;
struct ChunkObject;
struct VectorObject;
struct CallObject;
using Database = DatabaseObject*;
using Connection = ConnectionObject*;
using Config = ConfigObject*;
using Prepared = PreparedObject*;
using Pending = PendingObject*;
using Function = FunctionObject*;
using Type = TypeObject*;
using Chunk = ChunkObject*;
using Vector = VectorObject*;
using Call = CallObject*;

// duckdb_result: given by value, read through functions only.
struct Result {
  uint64_t columns;
  uint64_t rows;
  uint64_t rows_changed;
  void* data;
  char* error;
  void* internal;
};

enum class State : int { kSuccess = 0, kError = 1 };
enum class PendingState : int { kReady = 0, kNotReady = 1, kError = 2, kNoTasks = 3 };
enum class TypeId : int {
  kBoolean = 1,
  kInteger = 4,
  kBigint = 5,
  kUtinyint = 6,
  kUbigint = 9,
  kDouble = 11,
  kTimestamp = 12,
  kDate = 13,
  kVarchar = 17,
  kEnum = 23,
};

// A text of a vector: up to 12 bytes lie in it, a longer one elsewhere.
struct Text {
  uint32_t length;
  char prefix[4];
  union {
    char const* pointer;
    char rest[8];
  };
  static constexpr uint32_t kInline = 12;
};
static_assert(sizeof(Text) == 16);

struct Api {
  State (*open_ext)(char const* path, Database* out, Config config, char** error);
  void (*close)(Database*);
  State (*connect)(Database, Connection* out);
  void (*disconnect)(Connection*);
  void (*interrupt)(Connection);
  State (*create_config)(Config* out);
  State (*set_config)(Config, char const* name, char const* value);
  void (*destroy_config)(Config*);
  void (*free)(void*);

  State (*query)(Connection, char const* sql, Result* out);
  char const* (*result_error)(Result*);
  uint64_t (*rows_changed)(Result*);
  uint64_t (*column_count)(Result*);
  TypeId (*column_type)(Result*, uint64_t column);
  Chunk (*fetch_chunk)(Result);
  void (*destroy_data_chunk)(Chunk*);
  void (*destroy_result)(Result*);
  State (*prepare)(Connection, char const* sql, Prepared* out);
  char const* (*prepare_error)(Prepared);
  void (*destroy_prepare)(Prepared*);
  State (*pending_prepared)(Prepared, Pending* out);
  char const* (*pending_error)(Pending);
  PendingState (*pending_execute_task)(Pending);
  State (*execute_pending)(Pending, Result* out);
  void (*destroy_pending)(Pending*);

  Type (*create_logical_type)(TypeId);
  void (*destroy_logical_type)(Type*);
  Function (*create_scalar_function)();
  void (*destroy_scalar_function)(Function*);
  void (*scalar_function_set_name)(Function, char const*);
  void (*scalar_function_add_parameter)(Function, Type);
  void (*scalar_function_set_return_type)(Function, Type);
  void (*scalar_function_set_special_handling)(Function);
  void (*scalar_function_set_volatile)(Function);
  void (*scalar_function_set_extra_info)(Function, void* info, void (*destroy)(void*));
  void (*scalar_function_set_function)(Function, void (*call)(Call, Chunk, Vector));
  State (*register_scalar_function)(Connection, Function);
  void* (*scalar_function_get_extra_info)(Call);
  void (*scalar_function_set_error)(Call, char const*);
  uint64_t (*data_chunk_get_size)(Chunk);
  Vector (*data_chunk_get_vector)(Chunk, uint64_t column);
  void* (*vector_get_data)(Vector);
  uint64_t* (*vector_get_validity)(Vector);
};

// The functions, or null where the process has no DuckDB or one that lacks any of them.
Api const* LoadedApi();

}  // namespace winback::duckdb
