#include "core/moments/read_speed.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "core/base/parallel.h"

namespace winback::stats {
namespace {

struct Span {
  uint8_t const* begin;
  size_t words;
};

uint64_t Fold(Span span) {
  uint64_t lane[16] = {};
  size_t word = 0;
  for (; word + 16 <= span.words; word += 16) {
    uint64_t next[16];
    std::memcpy(next, span.begin + word * 8, sizeof next);
    for (size_t i = 0; i < 16; ++i) lane[i] ^= next[i];
  }
  uint64_t all = 0;
  for (; word < span.words; ++word) {
    uint64_t next;
    std::memcpy(&next, span.begin + word * 8, 8);
    all ^= next;
  }
  for (uint64_t value : lane) all ^= value;
  return all;
}

}  // namespace

uint64_t ReadAll(std::vector<Column> const& columns, int threads) {
  constexpr size_t kWords = size_t{1} << 17;
  std::vector<Span> spans;
  for (auto const& column : columns) {
    for (auto const& chunk : column.chunks) {
      auto const* bytes = static_cast<uint8_t const*>(chunk.values);
      auto const words = static_cast<size_t>(chunk.length * ByteWidth(chunk.type)) / 8;
      for (size_t word = 0; word < words; word += kWords) {
        spans.push_back({bytes + word * 8, std::min(kWords, words - word)});
      }
    }
  }
  std::atomic<uint64_t> all{0};
  ParallelFor(static_cast<int64_t>(spans.size()), threads, [&](int64_t task) {
    all.fetch_xor(Fold(spans[static_cast<size_t>(task)]), std::memory_order_relaxed);
  });
  return all.load();
}

}  // namespace winback::stats
