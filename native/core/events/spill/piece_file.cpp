#include "core/events/spill/piece_file.h"

namespace winback::events {

void PieceFile::Add(size_t part, std::span<uint8_t const> bytes) {
  if (bytes.empty()) return;
  file_.WriteAt(end_, bytes);
  auto& pieces = pieces_[part];
  bool const goes_on = !pieces.empty() && pieces.back().place + pieces.back().bytes == end_;
  if (goes_on) {
    pieces.back().bytes += bytes.size();
  } else {
    pieces.push_back({end_, bytes.size()});
  }
  end_ += bytes.size();
}

uint64_t PieceFile::BytesOf(size_t part) const {
  uint64_t bytes = 0;
  for (Piece const& piece : pieces_[part]) bytes += piece.bytes;
  return bytes;
}

void PieceFile::Read(size_t part, std::span<uint8_t> to) const {
  for (Piece const& piece : pieces_[part]) {
    file_.ReadAt(piece.place, to.first(piece.bytes));
    to = to.subspan(piece.bytes);
  }
}

}  // namespace winback::events
