#include "addon/arguments.h"

#include <cstring>

#include "addon/buffer_share.h"

namespace winback::addon {

void const* Pins::Read(Napi::TypedArray array) {
  Napi::Value const buffer = array.Buffer();  // moves a small array out of the JS heap
  void* data = nullptr;
  size_t const bytes = array.ByteLength();
  Require(napi_get_typedarray_info(array.Env(), array, nullptr, nullptr, &data, nullptr, nullptr) ==
              napi_ok,
          "expected a typed array");
  if (bytes == 0) return data;
  if (!buffer.IsArrayBuffer()) {
    Add(array);
    return data;
  }
  void const* const first = static_cast<uint8_t*>(data) - array.ByteOffset();
  if (auto share = ShareOf(buffer, first)) {
    memory_.push_back(std::move(share));
    return data;
  }
  auto const copy = std::make_shared<std::vector<uint8_t>>(bytes);
  std::memcpy(copy->data(), data, bytes);
  memory_.push_back(copy);
  return copy->data();
}

std::span<double const> ReadFloat64(Pins& pins, Napi::Value value, char const* name) {
  size_t const size = Float64Of(value, name).size();
  return {static_cast<double const*>(pins.Read(value.As<Napi::TypedArray>())), size};
}

}  // namespace winback::addon
