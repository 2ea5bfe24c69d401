// The only include site of napi.h, so that its configuration macros (CMakeLists.txt) always precede
// it.
#pragma once

#include <napi.h>
