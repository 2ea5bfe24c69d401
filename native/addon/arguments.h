// Checked readers for what comes from src/native/binding.ts. That file is typed, so a failure here
// means a bug on the JS side or a caller that went round it: still an error, never a crash.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "addon/napi_setup.h"
#include "core/base/error.h"

namespace winback::addon {

inline std::string StringOf(Napi::Value value, char const* name) {
  Require(value.IsString(), std::string(name) + " must be a string");
  return value.As<Napi::String>().Utf8Value();
}

inline double NumberOf(Napi::Value value, char const* name) {
  Require(value.IsNumber(), std::string(name) + " must be a number");
  return value.As<Napi::Number>().DoubleValue();
}

// A whole number in [low, high].
inline int64_t IntegerOf(Napi::Value value, char const* name, int64_t low, int64_t high) {
  double const number = NumberOf(value, name);
  bool const fits = number >= static_cast<double>(low) && number <= static_cast<double>(high) &&
                    number == static_cast<double>(static_cast<int64_t>(number));
  Require(fits, std::string(name) + " must be a whole number from " + std::to_string(low) + " to " +
                    std::to_string(high) + ", got " + std::to_string(number));
  return static_cast<int64_t>(number);
}

inline int ThreadsOf(Napi::Value value) {
  return static_cast<int>(IntegerOf(value, "threads", 1, 1024));
}

inline bool BooleanOf(Napi::Value value, char const* name) {
  Require(value.IsBoolean(), std::string(name) + " must be a boolean");
  return value.As<Napi::Boolean>().Value();
}

inline Napi::Object ObjectOf(Napi::Value value, char const* name) {
  Require(value.IsObject(), std::string(name) + " must be an object");
  return value.As<Napi::Object>();
}

inline Napi::Array ArrayOf(Napi::Value value, char const* name) {
  Require(value.IsArray(), std::string(name) + " must be an array");
  return value.As<Napi::Array>();
}

inline std::vector<std::string> StringsOf(Napi::Value value, char const* name) {
  auto const given = ArrayOf(value, name);
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < given.Length(); ++i) strings.push_back(StringOf(given.Get(i), name));
  return strings;
}

// The memory of a Float64Array, for use before control goes back to JS. Work that runs later reads
// through Pins.
inline std::span<double> Float64Of(Napi::Value value, char const* name) {
  Require(
      value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float64_array,
      std::string(name) + " must be a Float64Array");
  auto array = value.As<Napi::Float64Array>();
  return {array.Data(), array.ElementLength()};
}

inline std::span<int32_t> Int32Of(Napi::Value value, char const* name) {
  Require(value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_int32_array,
          std::string(name) + " must be an Int32Array");
  auto array = value.As<Napi::Int32Array>();
  return {array.Data(), array.ElementLength()};
}

inline std::span<uint8_t> Uint8Of(Napi::Value value, char const* name) {
  Require(value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array,
          std::string(name) + " must be a Uint8Array");
  auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ElementLength()};
}

// What native work reads and writes while it runs. Made and destroyed on the JS thread.
class Pins {
 public:
  // Keeps a value alive: for memory that JS code outside of this package cannot reach, such as the
  // array of a result that is not yet given out, and for SharedArrayBuffers, which never go.
  void Add(Napi::Value value) {
    references_.push_back(Napi::Reference<Napi::Value>::New(value, 1));
  }

  // Where the bytes that `array` shows can be read as long as these pins live. They are the array's
  // own unless the runtime cannot hold them; then they are a copy. Values that JS changes meanwhile
  // may be seen changed.
  void const* Read(Napi::TypedArray array);

 private:
  std::vector<Napi::Reference<Napi::Value>> references_;
  std::vector<std::shared_ptr<void const>> memory_;
};

// Pins::Read as numbers.
std::span<double const> ReadFloat64(Pins& pins, Napi::Value value, char const* name);

}  // namespace winback::addon
