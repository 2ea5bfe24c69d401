// Where the memory of tables and arrays lies, and advice about it. Several functions serve tests
// only: src/native/buffers-binding.ts says which.
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/buffer_share.h"
#include "addon/table_argument.h"
#include "core/base/huge_pages.h"

namespace winback::addon {
namespace {

// Every value of a table as doubles, column after column, NaN for null: what the kernels see.
Napi::Value TableValues(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    Table const table = TableOf(info[0], pins);
    auto const cells = static_cast<size_t>(table.rows) * table.columns.size();
    auto out = Napi::Float64Array::New(info.Env(), cells);
    size_t cell = 0;
    for (auto const& column : table.columns) {
      for (auto const& chunk : column.chunks) {
        for (int64_t row = 0; row < chunk.length; ++row) out[cell++] = ValueAt(chunk, row);
      }
    }
    return out;
  });
}

Napi::Value AddressToJs(Napi::Env env, void const* address) {
  return Napi::BigInt::New(env, static_cast<uint64_t>(reinterpret_cast<uintptr_t>(address)));
}

// Where native code reads each chunk of each column.
Napi::Value TableAddresses(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    Table const table = TableOf(info[0], pins);
    auto columns = Napi::Array::New(info.Env(), table.columns.size());
    for (uint32_t i = 0; i < table.columns.size(); ++i) {
      auto const& chunks = table.columns[i].chunks;
      auto addresses = Napi::Array::New(info.Env(), chunks.size());
      for (uint32_t k = 0; k < chunks.size(); ++k) {
        addresses.Set(k, AddressToJs(info.Env(), chunks[k].values));
      }
      columns.Set(i, addresses);
    }
    return columns;
  });
}

// A typed array's first byte, by Node-API's account of it.
void* MemoryOf(Napi::Env env, Napi::Value array) {
  void* data = nullptr;
  Require(
      napi_get_typedarray_info(env, array, nullptr, nullptr, &data, nullptr, nullptr) == napi_ok,
      "expected a typed array");
  return data;
}

Napi::Value ArrayAddress(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] { return AddressToJs(info.Env(), MemoryOf(info.Env(), info[0])); });
}

// A typed array that nothing was written to yet.
Napi::Value AdviseHugePagesOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    void* const data = MemoryOf(info.Env(), info[0]);
    size_t const bytes = info[0].As<Napi::TypedArray>().ByteLength();
    return Napi::Number::New(info.Env(), static_cast<double>(AdviseHugePages(data, bytes)));
  });
}

Napi::Value SharesBuffersOf(Napi::CallbackInfo const& info) {
  return Napi::Boolean::New(info.Env(), SharesBuffers());
}

Napi::Value AllowSharesOf(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    AllowShares(BooleanOf(info[0], "allowed"));
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterBuffers(Napi::Env env, Napi::Object exports) {
  exports.Set("buffersTableValues", Napi::Function::New(env, TableValues));
  exports.Set("buffersTableAddresses", Napi::Function::New(env, TableAddresses));
  exports.Set("buffersArrayAddress", Napi::Function::New(env, ArrayAddress));
  exports.Set("buffersAdvise", Napi::Function::New(env, AdviseHugePagesOf));
  exports.Set("buffersShared", Napi::Function::New(env, SharesBuffersOf));
  exports.Set("buffersAllowShares", Napi::Function::New(env, AllowSharesOf));
}

}  // namespace winback::addon
