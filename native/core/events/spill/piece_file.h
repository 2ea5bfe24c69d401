// Pieces of several parts in a file without a name, which nothing is left of when it is closed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace winback::events {

class PieceFile {
 public:
  PieceFile(std::string const& folder, size_t parts)
      : file_(File::Unnamed(folder)), pieces_(parts) {}

  void Add(size_t part, std::span<uint8_t const> bytes);
  uint64_t Bytes() const { return end_; }
  uint64_t BytesOf(size_t part) const;
  // All pieces of a part as they were added; `to` has BytesOf(part) bytes.
  void Read(size_t part, std::span<uint8_t> to) const;

 private:
  struct Piece {
    uint64_t place;
    uint64_t bytes;
  };

  File file_;
  std::vector<std::vector<Piece>> pieces_;  // of each part
  uint64_t end_ = 0;
};

}  // namespace winback::events
