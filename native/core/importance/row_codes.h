// A forest's questions, answered from one byte per row and feature.
//
// Two values of a feature that lie between the same thresholds (or in the same category sets) are
// the same to every node. Numbering those classes gives each row a byte per feature, and a question
// becomes a set of bytes. Shuffling a feature is then shuffling its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/forest/model/tree.h"
#include "core/forest/packed/ranker.h"

namespace winback::importance {

// Rows right of a node: those whose code of `feature` lies in [first, first + span], or, where
// `table` >= 0, whose code has 255 in RowCodes::Table(table) (else 0).
struct Question {
  int32_t feature = 0;
  uint8_t first = 0;
  uint8_t span = 0;
  int32_t table = -1;
};

class RowCodes {
 public:
  explicit RowCodes(forest::Forest const& forest);

  // Empty, or why this forest's questions do not fit a byte; nothing else is then valid.
  std::string const& Refusal() const { return refusal_; }
  std::vector<Question> const& Questions() const { return questions_; }
  // 256 bytes.
  uint8_t const* Table(int32_t table) const { return &tables_[static_cast<size_t>(table) * 256]; }
  uint32_t QuestionOf(size_t tree, size_t node) const { return of_node_[tree][node]; }
  // The codes of `rows` values of a feature that some tree reads; NaN = missing.
  void Encode(int32_t feature, double const* values, int64_t rows, uint8_t* codes) const;

 private:
  struct Feature {
    bool numeric = false;
    bool categorical = false;
    bool zero_is_missing = false;         // in some split
    std::vector<double> thresholds;       // flush-stable (see Canonical)
    forest::Ranker ranker;                // of `thresholds`
    std::vector<uint8_t> code_of;         // by category; 0 where no set holds it
    std::vector<double> representatives;  // a value of each code
  };
  void Collect(forest::Tree const& tree);
  void Number(Feature& feature);
  void AskAll(forest::Forest const& forest);
  static std::string KeyOf(forest::Tree const& tree, forest::Node const& node);
  Question Shape(forest::Tree const& tree, forest::Node const& node);

  forest::Rules rules_;
  std::string refusal_;
  std::vector<Feature> features_;
  std::vector<Question> questions_;
  std::vector<uint8_t> tables_;
  std::vector<std::vector<uint32_t>> of_node_;
};

}  // namespace winback::importance
