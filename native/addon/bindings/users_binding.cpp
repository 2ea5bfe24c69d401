// Files of features by user: native/core/user_table for JS. The contract is
// src/native/users-binding.ts.
#include <array>

#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "addon/handles.h"
#include "core/forest/file/mapped_file.h"
#include "core/user_table/user_table.h"

namespace winback::addon {

template <>
struct HandleTraits<users::UserTable> {
  static constexpr char const* kName = "feature file";
  static constexpr napi_type_tag kTag{0x5b1c9e07d2f64a83, 0x8e40b7261cf3a95d};
};

namespace {

using users::UserTable;

Napi::Value UsersWrite(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    users::UserRows rows;
    auto const keys = Uint8Of(info[1], "keys");
    rows.keys = {static_cast<uint8_t const*>(pins.Read(info[1].As<Napi::TypedArray>())),
                 keys.size()};
    for (double const offset : Float64Of(info[2], "offsets")) {
      Require(offset >= 0 && offset <= static_cast<double>(keys.size()), "an offset is no place");
      rows.offsets.push_back(static_cast<uint64_t>(offset));
    }
    auto const columns = ArrayOf(info[3], "columns");
    for (uint32_t i = 0; i < columns.Length(); ++i) {
      rows.columns.push_back(ReadFloat64(pins, columns.Get(i), "columns"));
    }
    rows.description = StringOf(info[4], "description");
    auto work = [path = StringOf(info[0], "path"), rows = std::move(rows)] {
      users::WriteUserTable(path, rows);
      return true;
    };
    return RunAsync(info.Env(), std::move(pins), nullptr, std::move(work),
                    [](Napi::Env env, bool) { return env.Undefined(); });
  });
}

Napi::Value UsersOpen(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto work = [path = StringOf(info[0], "path")] {
      forest::FileWatch watch;
      auto bytes = forest::MapFile(path, &watch);
      return std::make_shared<UserTable>(std::move(bytes), std::move(watch));
    };
    return RunAsync(info.Env(), Pins(), nullptr, std::move(work),
                    [](Napi::Env env, std::shared_ptr<UserTable> made) {
                      return MakeHandle(env, std::move(made));
                    });
  });
}

Napi::Value UsersInfo(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const table = FromHandle<UserTable>(info[0]);
    auto object = Napi::Object::New(info.Env());
    object.Set("rows", static_cast<double>(table->Rows()));
    object.Set("features", table->Features());
    object.Set("description", std::string(table->Description()));
    return object;
  });
}

// What a reader keeps. The memory of `values` belongs to a JS value that `pins` refers to.
struct Reading {
  HandleBox<UserTable> const* table;
  std::span<double> values;
  std::vector<int32_t> places;
  Pins pins;
};

// A user's id is longer than this very seldom: then it is copied to the heap.
constexpr size_t kUsualId = 256;

double const* RowOf(UserTable const& table, Napi::CallbackInfo const& info) {
  std::array<char, kUsualId> usual;
  size_t length = 0;
  bool const read = napi_get_value_string_utf8(info.Env(), info[0], usual.data(), usual.size(),
                                               &length) == napi_ok;
  if (!read) throw ToJs(info.Env(), {ErrorCode::kBadInput, "the id must be a string"});
  // An id that fills the buffer may have been cut.
  if (length + 4 < usual.size()) return table.Find({usual.data(), length});
  return table.Find(info[0].As<Napi::String>().Utf8Value());
}

Napi::Value ReadBoundUser(Napi::CallbackInfo const& info) {
  auto const* const reading = static_cast<Reading const*>(info.Data());
  auto const& table = reading->table->object;
  if (!table) throw ToJs(info.Env(), {ErrorCode::kClosed, "the feature file is closed"});
  auto const* const row = RowOf(*table, info);
  if (row != nullptr) {
    for (size_t i = 0; i < reading->places.size(); ++i) {
      if (reading->places[i] >= 0) reading->values[reading->places[i]] = row[i];
    }
  }
  // After the reading: what was written before it is seen.
  if (table->Changed()) {
    throw ToJs(info.Env(), {ErrorCode::kIo,
                            "the feature file was written in place while it served: replace it by "
                            "renaming another"});
  }
  return Napi::Boolean::New(info.Env(), row != nullptr);
}

Napi::Value UsersReader(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    auto const table = FromHandle<UserTable>(info[0]);
    auto const values = Float64Of(info[1], "values");
    Require(!info[1].As<Napi::TypedArray>().Buffer().IsArrayBuffer(),
            "values must lie in a SharedArrayBuffer");
    auto const places = Int32Of(info[2], "places");
    Require(places.size() == table->Features(), "places must name one place per feature");
    for (int32_t const place : places) {
      Require(place >= -1 && place < static_cast<int64_t>(values.size()), "a place is outside");
    }
    auto reading = std::make_unique<Reading>();
    reading->table = &BoxOf<UserTable>(info[0]);
    reading->values = values;
    reading->places = {places.begin(), places.end()};
    reading->pins.Add(info[0]);
    reading->pins.Add(info[1]);
    auto function = Napi::Function::New<ReadBoundUser>(info.Env(), "readUser", reading.get());
    function.AddFinalizer([](Napi::Env, Reading* done) { delete done; }, reading.get());
    static_cast<void>(reading.release());  // the finalizer owns it now
    return function;
  });
}

Napi::Value UsersChanged(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    return Napi::Boolean::New(info.Env(), FromHandle<UserTable>(info[0])->Changed());
  });
}

Napi::Value UsersClose(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    CloseHandle<UserTable>(info[0]);
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterUsers(Napi::Env env, Napi::Object exports) {
  exports.Set("usersWrite", Napi::Function::New(env, UsersWrite));
  exports.Set("usersOpen", Napi::Function::New(env, UsersOpen));
  exports.Set("usersInfo", Napi::Function::New(env, UsersInfo));
  exports.Set("usersReader", Napi::Function::New(env, UsersReader));
  exports.Set("usersChanged", Napi::Function::New(env, UsersChanged));
  exports.Set("usersClose", Napi::Function::New(env, UsersClose));
}

}  // namespace winback::addon
