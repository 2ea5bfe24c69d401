// Reads the Calibration that src/native/calibration-binding.ts describes.
#pragma once

#include "addon/arguments.h"
#include "core/calibration/calibration.h"

namespace winback::addon {

// Throws kBadInput for an unknown method or a curve that is none.
Calibration CalibrationOf(Napi::Value value);

}  // namespace winback::addon
