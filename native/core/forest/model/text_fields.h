// Lines and typed lists of a model text. Every failure is kBadModel with the line's number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winback::forest {

// Throws kBadModel "line N: what".
[[noreturn]] void BadLine(int64_t line, std::string const& what);

// One line, without its end.
struct Line {
  std::string_view text;
  int64_t number = 0;  // from 1
  size_t offset = 0;   // of its first byte in the text
};

// Hands out lines in order, with one line of look-ahead.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}
  bool AtEnd() const { return at_ >= text_.size(); }
  Line Peek() const;
  Line Next();

 private:
  std::string_view text_;
  size_t at_ = 0;
  int64_t number_ = 1;
};

// The value of one "key=value" line.
struct Field {
  std::string_view key;
  std::string_view value;
  int64_t line = 0;
};

// Splits at the first '='; a line without one is a key with an empty value.
Field FieldOf(Line const& line);

// The fields of one section: at most one of each known key.
class Fields {
 public:
  // Throws for a key that is not in `known` or comes twice.
  void Add(Field const& field, std::vector<std::string_view> const& known);
  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // Throws, naming `section_line`, when the key is missing.
  Field const& Get(std::string_view key, int64_t section_line) const;

 private:
  Field const* Find(std::string_view key) const;
  std::vector<Field> fields_;
};

// A whole number in [low, high] and nothing else.
int64_t IntegerIn(Field const& field, int64_t low, int64_t high);

// Exactly `count` numbers between blanks.
std::vector<int32_t> IntegerList(Field const& field, size_t count, int64_t low, int64_t high);
std::vector<uint32_t> WordList(Field const& field, size_t count);
std::vector<double> DoubleList(Field const& field, size_t count);

// The words between blanks.
std::vector<std::string_view> Words(std::string_view text);

}  // namespace winback::forest
