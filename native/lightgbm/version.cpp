#include "lightgbm/version.h"

#include <LightGBM/c_api.h>

namespace winback {

int LightGbmMaxThreads() {
  int threads = 0;
  LGBM_GetMaxThreads(&threads);
  return threads;
}

}  // namespace winback
