#include "core/forest/file/mapping_guard.h"

#if defined(__unix__) || defined(__APPLE__)
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#endif

namespace winback::forest {

#if defined(__unix__) || defined(__APPLE__)

// Read by the handler of a signal: only atomics without a lock.
struct GuardedRange {
  std::atomic<bool> taken{false};
  std::atomic<bool> has_gap{false};
  std::atomic<uintptr_t> from{0};
  std::atomic<uintptr_t> to{0};
};
static_assert(std::atomic<uintptr_t>::is_always_lock_free);

namespace {

std::array<GuardedRange, 256> ranges;
std::atomic<uintptr_t> page_size{0};
struct sigaction former{};

GuardedRange* RangeOf(uintptr_t at) {
  for (auto& range : ranges) {
    if (range.from.load(std::memory_order_acquire) <= at &&
        at < range.to.load(std::memory_order_acquire)) {
      return &range;
    }
  }
  return nullptr;
}

// What happens to a signal that is not about guarded memory: what would have happened without us.
void PassOn(int number, siginfo_t* about, void* context) {
  if ((former.sa_flags & SA_SIGINFO) != 0 && former.sa_sigaction != nullptr) {
    former.sa_sigaction(number, about, context);
  } else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN) {
    former.sa_handler(number);
  } else {
    // The read is done again, and ends the process as it should.
    signal(number, SIG_DFL);
  }
}

void OnBusError(int number, siginfo_t* about, void* context) {
  int const error = errno;
  auto const at = reinterpret_cast<uintptr_t>(about->si_addr);
  uintptr_t const size = page_size.load();
  bool filled = false;
  if (auto* const range = RangeOf(at); range != nullptr) {
    range->has_gap.store(true);
    void* const page = reinterpret_cast<void*>(at & ~(size - 1));
    int const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    filled = mmap(page, size, PROT_READ, flags, -1, 0) != MAP_FAILED;
  }
  if (!filled) PassOn(number, about, context);
  errno = error;
}

void InstallHandler() {
  page_size = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  struct sigaction own{};
  own.sa_sigaction = OnBusError;
  own.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&own.sa_mask);
  sigaction(SIGBUS, &own, &former);
}

}  // namespace

MappingGuard::MappingGuard(std::span<uint8_t const> memory) : range_(nullptr) {
  static std::once_flag installed;
  std::call_once(installed, InstallHandler);
  auto const from = reinterpret_cast<uintptr_t>(memory.data());
  for (auto& range : ranges) {
    if (range.taken.exchange(true)) continue;
    range.has_gap.store(false);
    range.from.store(from, std::memory_order_release);
    range.to.store(from + memory.size(), std::memory_order_release);
    range_ = &range;
    return;
  }
}

MappingGuard::~MappingGuard() {
  if (range_ == nullptr) return;
  range_->to.store(0, std::memory_order_release);
  range_->taken.store(false);
}

bool MappingGuard::HasGap() const { return range_ != nullptr && range_->has_gap.load(); }

#else

MappingGuard::MappingGuard(std::span<uint8_t const>) : range_(nullptr) {}
MappingGuard::~MappingGuard() = default;
bool MappingGuard::HasGap() const { return false; }

#endif

}  // namespace winback::forest
