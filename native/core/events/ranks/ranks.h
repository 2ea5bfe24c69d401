// Ranks of values among all rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace winback::events {

// Each value becomes the share of the other values that come before it: 0 the first, ties share the
// lowest. NaN comes after all others, whichever way they are ordered.
void RankInPlace(std::span<double> values, bool descending);

// The same ranks where the rows come in pieces: every piece is counted first, then ranked.
class RankCounts {
 public:
  explicit RankCounts(bool descending) : descending_(descending) {}
  void Add(std::span<double const> values);
  // Once, after the last Add.
  void Finish();
  // Of values that were counted.
  void RankInPlace(std::span<double> values) const;

 private:
  struct Counted {
    double key;
    int64_t rows;  // after Finish: of the keys before it
  };
  double KeyOf(double value) const { return descending_ ? -value : value; }

  bool descending_;
  std::vector<Counted> keys_;  // ascending
  int64_t present_ = 0;
  int64_t rows_ = 0;
};

}  // namespace winback::events
