#include "addon/buffer_share.h"

#include <atomic>

#if __has_include(<dlfcn.h>)
#include <dlfcn.h>
#endif

namespace winback::addon {
namespace {

std::atomic<bool> allowed{true};

// Two member functions of V8, which node exports to addons, called as the free functions that the
// Itanium ABI makes of them: `self` first, a returned shared_ptr in memory of the caller's.
struct V8Calls {
  std::shared_ptr<void const> (*get_backing_store)(void const* self) = nullptr;
  void* (*data)(void const* self) = nullptr;

  V8Calls() {
#if __has_include(<dlfcn.h>)
    // This one is not called. Its name says that V8's shared_ptr is the one we are compiled with.
#if defined(__GLIBCXX__)
    constexpr char const* kSamePointer =
        "_ZN2v811ArrayBuffer3NewEPNS_7IsolateESt10shared_ptrINS_12BackingStoreEE";
#else
    constexpr char const* kSamePointer =
        "_ZN2v811ArrayBuffer3NewEPNS_7IsolateENSt3__110shared_ptrINS_12BackingStoreEEE";
#endif
    void* const store = dlsym(RTLD_DEFAULT, "_ZN2v811ArrayBuffer15GetBackingStoreEv");
    void* const bytes = dlsym(RTLD_DEFAULT, "_ZNK2v812BackingStore4DataEv");
    if (dlsym(RTLD_DEFAULT, kSamePointer) == nullptr || store == nullptr || bytes == nullptr)
      return;
    get_backing_store = reinterpret_cast<decltype(get_backing_store)>(store);
    data = reinterpret_cast<decltype(data)>(bytes);
#endif
  }
};

V8Calls const& Calls() {
  static V8Calls const calls;
  return calls;
}

}  // namespace

bool SharesBuffers() {
  return allowed.load(std::memory_order_relaxed) && Calls().get_backing_store != nullptr;
}

void AllowShares(bool allow) { allowed.store(allow, std::memory_order_relaxed); }

std::shared_ptr<void const> ShareOf(Napi::Value array_buffer, void const* data) {
  if (!SharesBuffers()) return nullptr;
  // A napi_value of node is the place of the handle, which is what V8's methods take as `this`.
  auto share = Calls().get_backing_store(static_cast<napi_value>(array_buffer));
  if (share == nullptr || Calls().data(share.get()) != data) return nullptr;
  return share;
}

}  // namespace winback::addon
