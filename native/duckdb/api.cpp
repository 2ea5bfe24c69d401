#include "duckdb/api.h"

#include <dlfcn.h>

#include <atomic>
#include <mutex>
#include <string>

namespace winback::duckdb {
namespace {

#ifdef __APPLE__
constexpr char const* kLibrary = "libduckdb.dylib";
#else
constexpr char const* kLibrary = "libduckdb.so";
#endif

class Finder {
 public:
  explicit Finder(void* library) : library_(library) {}

  template <class Signature>
  void operator()(Signature*& function, char const* name) {
    void* const found = dlsym(library_, (std::string("duckdb_") + name).c_str());
    function = reinterpret_cast<Signature*>(found);
    complete_ = complete_ && found != nullptr;
  }
  bool Complete() const { return complete_; }

 private:
  void* library_;
  bool complete_ = true;
};

void FindQueries(Finder& find, Api& api) {
  find(api.open_ext, "open_ext");
  find(api.close, "close");
  find(api.connect, "connect");
  find(api.disconnect, "disconnect");
  find(api.interrupt, "interrupt");
  find(api.create_config, "create_config");
  find(api.set_config, "set_config");
  find(api.destroy_config, "destroy_config");
  find(api.free, "free");
  find(api.query, "query");
  find(api.result_error, "result_error");
  find(api.rows_changed, "rows_changed");
  find(api.column_count, "column_count");
  find(api.column_type, "column_type");
  find(api.fetch_chunk, "fetch_chunk");
  find(api.destroy_data_chunk, "destroy_data_chunk");
  find(api.destroy_result, "destroy_result");
  find(api.prepare, "prepare");
  find(api.prepare_error, "prepare_error");
  find(api.destroy_prepare, "destroy_prepare");
  find(api.pending_prepared, "pending_prepared");
  find(api.pending_error, "pending_error");
  find(api.pending_execute_task, "pending_execute_task");
  find(api.execute_pending, "execute_pending");
  find(api.destroy_pending, "destroy_pending");
}

void FindFunctions(Finder& find, Api& api) {
  find(api.create_logical_type, "create_logical_type");
  find(api.destroy_logical_type, "destroy_logical_type");
  find(api.create_scalar_function, "create_scalar_function");
  find(api.destroy_scalar_function, "destroy_scalar_function");
  find(api.scalar_function_set_name, "scalar_function_set_name");
  find(api.scalar_function_add_parameter, "scalar_function_add_parameter");
  find(api.scalar_function_set_return_type, "scalar_function_set_return_type");
  find(api.scalar_function_set_special_handling, "scalar_function_set_special_handling");
  find(api.scalar_function_set_volatile, "scalar_function_set_volatile");
  find(api.scalar_function_set_extra_info, "scalar_function_set_extra_info");
  find(api.scalar_function_set_function, "scalar_function_set_function");
  find(api.register_scalar_function, "register_scalar_function");
  find(api.scalar_function_get_extra_info, "scalar_function_get_extra_info");
  find(api.scalar_function_set_error, "scalar_function_set_error");
  find(api.data_chunk_get_size, "data_chunk_get_size");
  find(api.data_chunk_get_vector, "data_chunk_get_vector");
  find(api.vector_get_data, "vector_get_data");
  find(api.vector_get_validity, "vector_get_validity");
}

Api const* Find() {
  // Only if it is there: loading one of our own would put a second DuckDB beside JS's.
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) return nullptr;
  static Api api{};
  Finder find(library);
  FindQueries(find, api);
  FindFunctions(find, api);
  return find.Complete() ? &api : nullptr;
}

}  // namespace

Api const* LoadedApi() {
  static std::atomic<Api const*> found = nullptr;
  if (auto const* const api = found.load(std::memory_order_acquire)) return api;
  // JS of any thread may load it later: only a success is final.
  static std::mutex finding;
  std::lock_guard lock(finding);
  if (found.load(std::memory_order_relaxed) == nullptr)
    found.store(Find(), std::memory_order_release);
  return found.load(std::memory_order_relaxed);
}

}  // namespace winback::duckdb
