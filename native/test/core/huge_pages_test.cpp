#include "core/base/huge_pages.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "test/check.h"

using namespace winback;

namespace {

constexpr size_t kHugePage = size_t{2} << 20;

struct Free {
  void operator()(uint8_t* data) const { std::free(data); }
};

std::unique_ptr<uint8_t, Free> Zeros(size_t bytes) {
  return std::unique_ptr<uint8_t, Free>(static_cast<uint8_t*>(std::calloc(bytes, 1)));
}

}  // namespace

TEST("Advice covers whole pages inside the buffer and changes no value") {
  size_t const bytes = 9 * kHugePage + 12345;
  auto const buffer = Zeros(bytes);
  size_t const advised = AdviseHugePages(buffer.get(), bytes);
  CHECK_EQ(advised % kHugePage, 0u);
  CHECK(advised == 0 || advised >= 8 * kHugePage);
  size_t wrong = 0;
  for (size_t i = 0; i < bytes; ++i) wrong += buffer.get()[i] != 0;
  for (size_t i = 0; i < bytes; ++i) buffer.get()[i] = static_cast<uint8_t>(i * 31);
  for (size_t i = 0; i < bytes; ++i) wrong += buffer.get()[i] != static_cast<uint8_t>(i * 31);
  CHECK_EQ(wrong, 0u);
}

TEST("A buffer without a whole page is left alone") {
  auto const buffer = Zeros(kHugePage - 1);
  CHECK_EQ(AdviseHugePages(buffer.get(), kHugePage - 1), 0u);
  CHECK_EQ(AdviseHugePages(buffer.get(), 0), 0u);
  CHECK_EQ(AdviseHugePages(nullptr, 0), 0u);
}
