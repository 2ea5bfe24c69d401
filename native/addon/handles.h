// Native objects behind opaque JS handles: a shared_ptr in an External, with a type tag, so that a
// handle of another kind is an error instead of a reinterpreted pointer.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "addon/napi_setup.h"
#include "core/base/error.h"

namespace winback::addon {

// Specialise for every type that crosses: a name for messages and a random, unique 128-bit tag.
template <class T>
struct HandleTraits;

template <class T>
struct HandleBox {
  std::shared_ptr<T> object;
};

template <class T>
Napi::Value MakeHandle(Napi::Env env, std::shared_ptr<T> object) {
  auto external =
      Napi::External<HandleBox<T>>::New(env, new HandleBox<T>{std::move(object)},
                                        [](Napi::BasicEnv, HandleBox<T>* box) { delete box; });
  external.TypeTag(&HandleTraits<T>::kTag);
  return external;
}

template <class T>
HandleBox<T>& BoxOf(Napi::Value value) {
  bool const fits = value.IsExternal() &&
                    value.As<Napi::External<HandleBox<T>>>().CheckTypeTag(&HandleTraits<T>::kTag);
  Require(fits, std::string("expected a ") + HandleTraits<T>::kName + " handle");
  return *value.As<Napi::External<HandleBox<T>>>().Data();
}

// The object behind a handle; kClosed when it was closed.
template <class T>
std::shared_ptr<T> FromHandle(Napi::Value value) {
  auto object = BoxOf<T>(value).object;
  if (!object) throw Error(ErrorCode::kClosed, std::string(HandleTraits<T>::kName) + " is closed");
  return object;
}

// Lets go of the object; work that still runs keeps its own share. Closing twice is fine.
template <class T>
void CloseHandle(Napi::Value value) {
  BoxOf<T>(value).object.reset();
}

}  // namespace winback::addon
