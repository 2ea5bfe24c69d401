// The AVX-512 intrinsics, for *_avx512.cpp files only.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own headers start some results from a variable that is never set (its bug 105593); the
// warning is given where the intrinsic is inlined, so it stays off for the whole file.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>
