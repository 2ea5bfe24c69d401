#include "lightgbm/api.h"

namespace winback::lightgbm {

void SilenceThread() {
  LGBM_RegisterLogCallback([](char const*) {});
}

void Check(int result, ErrorCode code, char const* doing) {
  if (result == 0) return;
  throw Error(code, std::string(doing) + ": LightGBM says: " + LGBM_GetLastError());
}

}  // namespace winback::lightgbm
