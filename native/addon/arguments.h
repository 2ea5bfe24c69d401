// Checked readers for what comes from src/native/binding.ts. That file is typed, so a failure here
// means a bug on the JS side or a caller that went round it: still an error, never a crash.
#pragma once

#include <cstdint>
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

// The memory of a Float64Array. It stays valid only as long as the array is referenced and its
// buffer is neither transferred nor resized (src/native/crossing.ts pins it).
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

// Keeps JS values alive while native work reads their memory. Made and destroyed on the JS thread.
class Pins {
 public:
  void Add(Napi::Value value) {
    references_.push_back(Napi::Reference<Napi::Value>::New(value, 1));
  }

 private:
  std::vector<Napi::Reference<Napi::Value>> references_;
};

}  // namespace winback::addon
