// How this room refuses a value of a row.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"

namespace winback::lightgbm {

// `row` from 0, in the message from 1. Messages are made only when thrown: a string per row once
// took a third of the whole binning.
[[noreturn]] inline void Refuse(std::string const& what, std::string const& name, int64_t row,
                                std::string const& expected, double value) {
  throw Error(ErrorCode::kBadInput, what + " " + name + ", row " + std::to_string(row + 1) + ": " +
                                        expected + ", got " + std::to_string(value));
}

}  // namespace winback::lightgbm
