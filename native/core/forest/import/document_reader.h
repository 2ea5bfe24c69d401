// What the readers of JSON and UBJSON share: a place in the bytes, and the limits of a document.
#pragma once

#include <string>
#include <string_view>

#include "core/forest/import/document.h"

namespace winback::forest {

// Throws kBadModel "byte N: what".
[[noreturn]] void BadByte(size_t at, std::string const& what);

class DocumentReader {
 public:
  explicit DocumentReader(std::string_view bytes);

 protected:
  bool AtEnd() const { return at_ >= bytes_.size(); }
  // The byte at hand; throws at the end.
  char Peek() const;
  char Take();
  // The next `count` bytes.
  std::string_view TakeBytes(size_t count);
  // Counts one more value, one level deeper where asked; throws past the limits.
  void CountValue(int depth);

  std::string_view bytes_;
  size_t at_ = 0;

 private:
  size_t values_ = 0;
};

Document ParseJson(std::string_view bytes);
Document ParseUbjson(std::string_view bytes);

}  // namespace winback::forest
