// The one error type of the native rooms. `code` crosses the boundary unchanged and is what callers
// branch on; the message names the parameter, what was expected and what came.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace winback {

enum class ErrorCode {
  kBadInput,      // a value, shape or option is not acceptable
  kBadModel,      // a model text or file is malformed, truncated or hostile
  kAborted,       // stopped by the caller's AbortSignal
  kClosed,        // the handle was closed
  kNotConverged,  // an iterative method stopped short; the message says how far it got
  kTraining,      // LightGBM refused or failed
  kOutOfMemory,
  kIo,        // the system refused to read, write, lock or rename
  kLocked,    // another process holds a lock
  kInternal,  // a bug here: please report
};

// The stable names are the contract with src/base/errors.ts; a test compares both lists.
constexpr std::string_view CodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadInput:
      return "BAD_INPUT";
    case ErrorCode::kBadModel:
      return "BAD_MODEL";
    case ErrorCode::kAborted:
      return "ABORTED";
    case ErrorCode::kClosed:
      return "CLOSED";
    case ErrorCode::kNotConverged:
      return "NOT_CONVERGED";
    case ErrorCode::kTraining:
      return "TRAINING";
    case ErrorCode::kOutOfMemory:
      return "OUT_OF_MEMORY";
    case ErrorCode::kIo:
      return "IO";
    case ErrorCode::kLocked:
      return "LOCKED";
    case ErrorCode::kInternal:
      return "INTERNAL";
  }
  return "INTERNAL";
}

class Error : public std::runtime_error {
 public:
  Error(ErrorCode error_code, std::string const& message)
      : std::runtime_error(message), code(error_code) {}
  ErrorCode code;
};

// Throws kBadInput with `message` unless `ok`. The message is made either way: in a loop over rows
// write if (!ok) throw, a string per row costs more than the row's own work.
inline void Require(bool ok, std::string const& message) {
  if (!ok) throw Error(ErrorCode::kBadInput, message);
}
inline void Require(bool ok, char const* message) {  // no string unless it fails
  if (!ok) throw Error(ErrorCode::kBadInput, message);
}

}  // namespace winback
