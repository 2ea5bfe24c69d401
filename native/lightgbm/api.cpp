#include "lightgbm/api.h"

#include <string_view>

namespace winback::lightgbm {
namespace {

// "Check failed: (a) == (b) at /where/it/was/built/file.hpp, line 12 ." without the place: the
// path is that of the machine LightGBM was built on and tells the reader nothing.
std::string WithoutPlace(std::string_view message) {
  size_t const at = message.find(" at /");
  size_t const line = at == std::string_view::npos ? at : message.find(", line ", at);
  if (line == std::string_view::npos) return std::string(message);
  return std::string(message.substr(0, at));
}

}  // namespace

void SilenceThread() {
  LGBM_RegisterLogCallback([](char const*) {});
}

void Check(int result, ErrorCode code, char const* doing) {
  if (result == 0) return;
  throw Error(code, std::string(doing) + ": LightGBM says: " + WithoutPlace(LGBM_GetLastError()));
}

}  // namespace winback::lightgbm
