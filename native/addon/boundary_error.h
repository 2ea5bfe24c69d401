// Turns exceptions of the native rooms into JS errors that carry a stable `code`.
#pragma once

#include <exception>
#include <new>
#include <string>

#include "addon/napi_setup.h"
#include "core/base/error.h"

namespace winback::addon {

struct Failure {
  ErrorCode code;
  std::string message;
};

// Call inside a catch block: describes the exception in flight.
inline Failure CurrentFailure() noexcept {
  try {
    throw;
  } catch (Error const& error) {
    return {error.code, error.what()};
  } catch (std::bad_alloc const&) {
    return {ErrorCode::kOutOfMemory, "out of memory"};
  } catch (std::exception const& error) {
    return {ErrorCode::kInternal, error.what()};
  } catch (...) {
    return {ErrorCode::kInternal, "unknown native error"};
  }
}

inline Napi::Error ToJs(Napi::Env env, Failure const& failure) {
  Napi::Error error = Napi::Error::New(env, failure.message);
  error.Value().Set("code", Napi::String::New(env, std::string(CodeName(failure.code))));
  return error;
}

// Runs a synchronous binding body; native errors become JS exceptions, JS exceptions pass through.
template <class Body>
Napi::Value Guarded(Napi::CallbackInfo const& info, Body&& body) {
  try {
    return body();
  } catch (Napi::Error const&) {
    throw;
  } catch (...) {
    throw ToJs(info.Env(), CurrentFailure());
  }
}

}  // namespace winback::addon
