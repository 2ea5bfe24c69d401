#include "core/events/columns/column_buffer.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

namespace winback::events {
namespace {

void Store(std::span<int64_t const> values, bool narrow, void* to, int64_t first) {
  if (!narrow) {
    std::memcpy(static_cast<int64_t*>(to) + first, values.data(), values.size_bytes());
    return;
  }
  std::transform(values.begin(), values.end(), static_cast<int8_t*>(to) + first,
                 [](int64_t value) { return static_cast<int8_t>(value); });
}

}  // namespace

ColumnBuffer::ColumnBuffer(size_t columns, size_t rows)
    : rows_(rows), words_((rows + 63) / 64), values_(columns * rows_), missing_(columns * words_) {}

int64_t ColumnBuffer::Write(size_t column, bool narrow, ColumnMemory const& memory, int64_t first,
                            size_t count) {
  Store({values_.data() + column * rows_, count}, narrow, memory.values, first);
  std::span const missing(missing_.data() + column * words_, words_);
  int64_t all = 0;
  for (uint64_t const word : missing) all += std::popcount(word);
  if (all == 0) return 0;
  MarkMissing(missing, memory, first, count);
  std::fill(missing.begin(), missing.end(), 0);
  return all;
}

void ColumnBuffer::MarkMissing(std::span<uint64_t const> missing, ColumnMemory const& memory,
                               int64_t first, size_t count) const {
  // Only the bytes at both ends hold rows of other chunks.
  int64_t const first_byte = first / 8;
  int64_t const last_byte = (first + static_cast<int64_t>(count) - 1) / 8;
  for (size_t word = 0; word < missing.size(); ++word) {
    for (uint64_t bits = missing[word]; bits != 0; bits &= bits - 1) {
      int64_t const row = first + static_cast<int64_t>(word) * 64 + std::countr_zero(bits);
      uint8_t& byte = memory.validity[row / 8];
      auto const kept = static_cast<uint8_t>(~(1 << row % 8));
      if (row / 8 == first_byte || row / 8 == last_byte) {
        std::atomic_ref<uint8_t>(byte).fetch_and(kept, std::memory_order_relaxed);
      } else {
        byte &= kept;
      }
    }
  }
}

}  // namespace winback::events
