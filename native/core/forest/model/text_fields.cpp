#include "core/forest/model/text_fields.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"

namespace winback::forest {
namespace {

// A piece of hostile text, short and printable.
std::string Shown(std::string_view text) {
  std::string shown;
  for (char const c : text.substr(0, 40)) shown += c >= ' ' && c <= '~' ? c : '?';
  return '"' + shown + (text.size() > 40 ? "...\"" : "\"");
}

// Reads the next number of a blank-separated list; false at the end of the list.
template <class T>
bool NextNumber(Field const& field, char const*& at, T& number) {
  char const* const end = field.value.data() + field.value.size();
  while (at != end && *at == ' ') ++at;
  if (at == end) return false;
  auto const [stop, error] = std::from_chars(at, end, number);
  if (error != std::errc() || (stop != end && *stop != ' ')) {
    auto const rest = std::string_view(at, static_cast<size_t>(end - at));
    BadLine(field.line, std::string(field.key) + ": not a number of this field: " +
                            Shown(rest.substr(0, rest.find(' '))));
  }
  at = stop;
  return true;
}

template <class T>
std::vector<T> NumberList(Field const& field, size_t count) {
  // Two bytes a number at least: a count beyond that is refused before memory is taken for it.
  if (count > field.value.size() / 2 + 1) {
    BadLine(field.line, std::string(field.key) + ": expected " + std::to_string(count) +
                            " numbers, the line is too short for them");
  }
  std::vector<T> numbers;
  numbers.reserve(count);
  char const* at = field.value.data();
  T number{};
  while (NextNumber(field, at, number)) {
    if (numbers.size() == count) {
      BadLine(field.line,
              std::string(field.key) + ": more than the expected " + std::to_string(count));
    }
    numbers.push_back(number);
  }
  if (numbers.size() != count) {
    BadLine(field.line, std::string(field.key) + ": expected " + std::to_string(count) +
                            " numbers, got " + std::to_string(numbers.size()));
  }
  return numbers;
}

void CheckRange(Field const& field, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) {
    BadLine(field.line, std::string(field.key) + ": " + std::to_string(value) + " is not from " +
                            std::to_string(low) + " to " + std::to_string(high));
  }
}

}  // namespace

void BadLine(int64_t line, std::string const& what) {
  throw Error(ErrorCode::kBadModel, "line " + std::to_string(line) + ": " + what);
}

Line LineReader::Peek() const {
  size_t const end = std::min(text_.find('\n', at_), text_.size());
  return {text_.substr(at_, end - at_), number_, at_};
}

Line LineReader::Next() {
  Line const line = Peek();
  at_ = std::min(at_ + line.text.size() + 1, text_.size());
  ++number_;
  return line;
}

Field FieldOf(Line const& line) {
  size_t const equals = line.text.find('=');
  if (equals == std::string_view::npos) return {line.text, {}, line.number};
  return {line.text.substr(0, equals), line.text.substr(equals + 1), line.number};
}

void Fields::Add(Field const& field, std::vector<std::string_view> const& known) {
  if (std::find(known.begin(), known.end(), field.key) == known.end()) {
    BadLine(field.line, "unknown field " + Shown(field.key));
  }
  if (Has(field.key)) BadLine(field.line, "field " + Shown(field.key) + " comes twice");
  fields_.push_back(field);
}

Field const* Fields::Find(std::string_view key) const {
  for (Field const& field : fields_) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

Field const& Fields::Get(std::string_view key, int64_t section_line) const {
  Field const* const field = Find(key);
  if (field == nullptr) BadLine(section_line, "this section lacks " + Shown(key));
  return *field;
}

int64_t IntegerIn(Field const& field, int64_t low, int64_t high) {
  auto const number = NumberList<int64_t>(field, 1).front();
  CheckRange(field, number, low, high);
  return number;
}

std::vector<int32_t> IntegerList(Field const& field, size_t count, int64_t low, int64_t high) {
  auto numbers = NumberList<int32_t>(field, count);
  for (int32_t const number : numbers) CheckRange(field, number, low, high);
  return numbers;
}

std::vector<uint32_t> WordList(Field const& field, size_t count) {
  return NumberList<uint32_t>(field, count);
}

std::vector<double> DoubleList(Field const& field, size_t count) {
  return NumberList<double>(field, count);
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    size_t const end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace winback::forest
