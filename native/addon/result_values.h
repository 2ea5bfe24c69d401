// Builds JS values of native results. On the JS thread only.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <utility>

#include "addon/napi_setup.h"

namespace winback::addon {

inline Napi::Float64Array ToFloat64(Napi::Env env, std::span<double const> values) {
  auto array = Napi::Float64Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

// A plain object of numbers.
inline Napi::Object NumbersObject(Napi::Env env,
                                  std::initializer_list<std::pair<char const*, double>> fields) {
  auto object = Napi::Object::New(env);
  for (auto const& [name, value] : fields) object.Set(name, Napi::Number::New(env, value));
  return object;
}

}  // namespace winback::addon
