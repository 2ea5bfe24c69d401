// Random words in bulk: native/core/random/random_words.h.
#include "addon/arguments.h"
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "core/random/random_words.h"

namespace winback::addon {
namespace {

std::span<uint32_t> WordsOf(Napi::Value value) {
  Require(
      value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint32_array,
      "words must be a Uint32Array");
  auto array = value.As<Napi::Uint32Array>();
  return {array.Data(), array.ElementLength()};
}

// (seed, first stream, words of each stream, words): each stream's first words, one stream after
// the other. At once: a caller asks for what it needs within the next millisecond.
Napi::Value RandomWords(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    constexpr int64_t kLargest = (int64_t{1} << 53) - 1;
    auto const seed = static_cast<uint64_t>(IntegerOf(info[0], "seed", 0, kLargest));
    auto const first = static_cast<uint64_t>(IntegerOf(info[1], "firstStream", 0, kLargest));
    int64_t const each = IntegerOf(info[2], "wordsEach", 4, 1 << 20);
    auto const words = WordsOf(info[3]);
    auto const step = static_cast<size_t>(each);
    Require(each % 4 == 0, "wordsEach must be a multiple of 4");
    Require(words.size() % step == 0, "words must hold whole streams");
    for (size_t at = 0, stream = 0; at < words.size(); at += step, ++stream) {
      stats::FillWords(seed, first + stream, 0, each / 4, words.data() + at);
    }
    return info.Env().Undefined();
  });
}

}  // namespace

void RegisterRandom(Napi::Env env, Napi::Object exports) {
  exports.Set("randomWords", Napi::Function::New(env, RandomWords));
}

}  // namespace winback::addon
